/** A cloud-config, read. */
export type CloudConfig = { readonly [key: string]: unknown };

/**
 * The list of cloud-init that a module is in by default. A cloud-config may replace a list, and leave a module out.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/explanation/boot.html
 */
const LISTS = {
  bootcmd: 'cloud_init_modules',
  snap: 'cloud_config_modules',
  runcmd: 'cloud_config_modules',
  package_update_upgrade_install: 'cloud_final_modules',
  scripts_user: 'cloud_final_modules',
} as const;

/** Whether a module runs: where its list is replaced, it has to be in a list. */
export function runsModule(config: CloudConfig, module: keyof typeof LISTS): boolean {
  return !Array.isArray(config[LISTS[module]]) || [...new Set(Object.values(LISTS))].some(list => names(config[list]).includes(module));
}

/** Modules are named with hyphens or underscores, and may come with a frequency. */
function names(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).map((entry: unknown) => {
    const name: unknown = Array.isArray(entry) ? entry[0] : entry;
    return typeof name === 'string' ? name.replace(/-/g, '_') : '';
  });
}
