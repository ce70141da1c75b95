namespace CNet;

/// <summary>What a record of the Domain Name System says, and what a question asks for; any other number up to 65535 is a type, too.</summary>
public enum DnsRecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A name server of a zone.</summary>
    NS = 2,

    /// <summary>The name that this one stands for.</summary>
    CNAME = 5,

    /// <summary>Where a zone begins.</summary>
    SOA = 6,

    /// <summary>The name that belongs to an address.</summary>
    PTR = 12,

    /// <summary>A mail server.</summary>
    MX = 15,

    /// <summary>Text.</summary>
    TXT = 16,

    /// <summary>An IPv6 address.</summary>
    AAAA = 28,

    /// <summary>A place of a service: port and name.</summary>
    SRV = 33,

    /// <summary>The name that all names below this one stand for.</summary>
    DNAME = 39,

    /// <summary>No record, but what else a message says of itself.</summary>
    OPT = 41,

    /// <summary>A place of a service, with what a client needs to know of it.</summary>
    SVCB = 64,

    /// <summary>The same for web servers.</summary>
    HTTPS = 65,

    /// <summary>Whatever there is.</summary>
    ANY = 255,

    /// <summary>Who may sign certificates for a name.</summary>
    CAA = 257,
}
