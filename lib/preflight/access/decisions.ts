import { Keys } from './circumstances';
import { remembered } from '../model/remembered';

/** What was decided of calls, each made in some way: sessions with many nodes and documents take the same ones. */
export class Decisions<T extends {}> {
  private readonly byWay = new Map<Keys, Map<string, T>>();

  /** @param call what tells it from all the others */
  of(how: Keys, call: string, decide: () => T): T {
    return remembered(remembered(this.byWay, how, () => new Map<string, T>()), call, decide);
  }
}
