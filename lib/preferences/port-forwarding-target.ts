/**
 * Where a tunnel ends.
 */
export class PortForwardingTarget {
  /**
   * A port of a host that the node reaches, such as a database. The node resolves the name, and its security group has to let the port out.
   *
   * @param hostname a name or an IP address; tokens are accepted, such as a database's endpoint
   * @param port 1-65535; tokens are accepted
   */
  public static host(hostname: string, port: number): PortForwardingTarget {
    return new PortForwardingTarget(port, hostname);
  }

  /**
   * A port of the node itself.
   *
   * @param port 1-65535; tokens are accepted
   */
  public static node(port: number): PortForwardingTarget {
    return new PortForwardingTarget(port);
  }

  private constructor(
    /** @internal */
    public readonly _port: number,
    /** @internal */
    public readonly _hostname?: string,
  ) {}
}
