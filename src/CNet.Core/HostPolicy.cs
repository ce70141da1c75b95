using CNet.Firewall;

namespace CNet;

/// <summary>What is open on a Host to whom, and why.</summary>
public sealed class HostPolicy
{
    private readonly Controller _controller;

    internal HostPolicy(Controller controller) => _controller = controller;

    /// <summary>
    /// Every line of the policy that CNet enforces: the ports that are published, who reaches which network, and the rules of last resort; each
    /// compared with what is in the kernel. Changes nothing. Equivalent to: <c>nft list table inet cnet</c>
    /// </summary>
    /// <exception cref="CNetException"><see cref="CNetError.LockTimeout"/>, <see cref="CNetError.PermissionDenied"/>.</exception>
    public IReadOnlyList<FirewallEntry> List(CancellationToken cancellation = default)
    {
        using var operation = _controller.BeginAsItIs("look at the firewall", null, cancellation);
        return FirewallPolicy.Of(operation);
    }
}
