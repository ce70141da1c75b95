namespace CNet;

/// <summary>Where it is said what a name leads to.</summary>
public enum DnsRecordSource
{
    /// <summary>It is the name of a sandbox.</summary>
    Sandbox,

    /// <summary>It is the name of an endpoint.</summary>
    Endpoint,

    /// <summary>It is a further name of an endpoint.</summary>
    Alias,

    /// <summary>It is the host name of a sandbox.</summary>
    Hostname,

    /// <summary>It is the short id of a sandbox.</summary>
    Id,

    /// <summary>Somebody gave the name on a network.</summary>
    Record,

    /// <summary>A network knew it when it was looked up.</summary>
    Network,

    /// <summary>A name server outside said it when it was looked up.</summary>
    Server,

    /// <summary>It stands in a hosts file.</summary>
    File,
}
