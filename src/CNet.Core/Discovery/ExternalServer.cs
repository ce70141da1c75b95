namespace CNet.Discovery;

/// <summary>A name server that questions of a sandbox go on to.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Zone">The interface of a link-local address, by name or number; null where none was said.</param>
/// <param name="IsFromHost">
/// True where the Host's file names it: it is asked from the Host's namespace, since only there its address may mean anything, 127.0.0.53 above all.
/// False where the sandbox or a network of it does: it is asked from inside the sandbox.
/// </param>
internal readonly record struct ExternalServer(Ip Address, string? Zone, bool IsFromHost)
{
    /// <summary>The address as resolv.conf has it.</summary>
    internal string Text => Zone is null ? Address.ToString() : $"{Address}%{Zone}";

    /// <summary>The address, marked where the Host is to ask it: "host(127.0.0.53)".</summary>
    public override string ToString() => IsFromHost ? $"host({Text})" : Text;
}
