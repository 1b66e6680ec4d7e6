import type { GitHub } from 'projen/lib/github';

/** GitHub's action that signs where a file was built. projen has none for it. actions/attest v4.2.2. */
export const ATTEST = 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6';

/** GitHub's actions for its pages. actions/upload-pages-artifact v5.0.0 and actions/deploy-pages v5.0.0. */
export const UPLOAD_PAGES = 'actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9';
export const DEPLOY_PAGES = 'actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128';

// projen names these by a tag, which can be moved. It pins the others itself.
const COMMITS = {
  // v7.0.0
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020',
  // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97',
  // v5.7.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961',
  // v6.0.0
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68',
  // v7.0.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e',
};

/** Names every action by the commit that was looked at. */
export function pinActions(github: GitHub): void {
  for (const [action, commit] of Object.entries(COMMITS)) {
    github.actions.set(action, `${action}@${commit}`);
  }
}
