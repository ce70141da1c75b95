namespace CNet.Discovery;

/// <summary>How a question was answered (RCODE).</summary>
internal enum DnsResponseCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,

    /// <summary>An EDNS version that is not known; its upper bits lie in the OPT record.</summary>
    BadVersion = 16,
}

/// <summary>What administrators call these codes.</summary>
internal static class DnsResponseCodes
{
    internal static string TextOf(DnsResponseCode code) => code switch
    {
        DnsResponseCode.NoError => "NOERROR",
        DnsResponseCode.FormatError => "FORMERR",
        DnsResponseCode.ServerFailure => "SERVFAIL",
        DnsResponseCode.NameError => "NXDOMAIN",
        DnsResponseCode.NotImplemented => "NOTIMP",
        DnsResponseCode.Refused => "REFUSED",
        DnsResponseCode.BadVersion => "BADVERS",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"RCODE{(int)code}"),
    };
}
