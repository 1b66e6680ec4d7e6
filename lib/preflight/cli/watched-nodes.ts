import { PreflightNode } from '../preflight-node';

/** Nodes that tell when their paths are looked at: these are made then, which takes most of the time of a long report. */
export function watched(nodes: readonly PreflightNode[], onLook: (done: number, total: number) => void): PreflightNode[] {
  const seen = new Set<PreflightNode>();
  return nodes.map(node => new Proxy(node, {
    get(target, key) {
      if (key === 'paths') {
        onLook(seen.size, nodes.length);
        seen.add(target);
      }
      // By the node itself, since it has private members.
      return Reflect.get(target, key);
    },
  }));
}
