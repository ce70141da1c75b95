namespace CNet.Linux;

/// <summary>Whether a port of a Host can be had.</summary>
internal enum PortProbeResult
{
    /// <summary>Nobody holds it.</summary>
    Free,

    /// <summary>Some socket of the Host has it, or had it a moment ago (TCP's TIME_WAIT, which no process holds).</summary>
    Taken,

    /// <summary>The Host does not have the address.</summary>
    AddressMissing,

    /// <summary>This kernel has no sockets of the protocol, so that nobody can hold its ports.</summary>
    Unsupported,
}
