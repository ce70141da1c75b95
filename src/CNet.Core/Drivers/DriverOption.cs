using System.Globalization;

namespace CNet;

/// <summary>What an option of a driver is set on.</summary>
public enum DriverOptionTarget
{
    /// <summary>A network, when it is made.</summary>
    Network,

    /// <summary>An endpoint, when it is added.</summary>
    Endpoint,

    /// <summary>Where a network's addresses come from, when it is made: the options of IPAM drivers.</summary>
    Ipam,
}

/// <summary>What values an option takes.</summary>
public enum DriverOptionType
{
    /// <summary>"true" or "false" ("1", "0", "yes", "no", "on" and "off" are understood too).</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>The name of a network interface.</summary>
    InterfaceName,

    /// <summary>Names of network interfaces, with colons between them.</summary>
    InterfaceNames,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Kernel parameters of an interface, such as "net.ipv4.conf.IFNAME.log_martians=1", with commas between them.</summary>
    Sysctls,

    /// <summary>An IPv4 address, such as "192.0.2.1".</summary>
    IPv4Address,

    /// <summary>An IPv6 address, such as "2001:db8::1".</summary>
    IPv6Address,
}

/// <summary>An option of a driver. The same description validates it, completes it and shows it.</summary>
public sealed class DriverOption
{
    /// <summary>The full key, such as "com.docker.network.bridge.enable_icc".</summary>
    public required string Name { get; init; }

    /// <summary>The last part of the key, such as "enable_icc": accepted wherever the full key is.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>What it is set on.</summary>
    public required DriverOptionTarget Target { get; init; }

    /// <summary>What values it takes.</summary>
    public required DriverOptionType Type { get; init; }

    /// <summary>The value where none is given; null where that depends.</summary>
    public string? Default { get; init; }

    /// <summary>For <see cref="DriverOptionType.Choice"/>: the words. For <see cref="DriverOptionType.Boolean"/>: true and false.</summary>
    public IReadOnlyList<string> Values { get; init => field = value.ToReadOnly(); } = [];

    /// <summary>For <see cref="DriverOptionType.Integer"/>: the least value.</summary>
    public int Minimum { get; init; }

    /// <summary>For <see cref="DriverOptionType.Integer"/>: the greatest value.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary>The full key.</summary>
    public override string ToString() => Name;

    /// <summary>Brings a value into the form in which it is stored, or refuses it.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.OptionInvalid"/>.</exception>
    internal string Normalize(string value)
    {
        var text = value.Trim();
        switch (Type)
        {
            case DriverOptionType.Boolean when text.ToLowerInvariant() is "true" or "1" or "yes" or "on": return "true";
            case DriverOptionType.Boolean when text.ToLowerInvariant() is "false" or "0" or "no" or "off": return "false";
            case DriverOptionType.Integer when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Minimum && number <= Maximum:
                return number.ToString(CultureInfo.InvariantCulture);
            case DriverOptionType.InterfaceName when ObjectName.IsInterface(text): return text;
            case DriverOptionType.InterfaceNames when text.Split(':') is var names && names.All(ObjectName.IsInterface): return string.Join(':', names.Distinct());
            case DriverOptionType.Choice when Values.Contains(text): return text;
            case DriverOptionType.IPv4Address or DriverOptionType.IPv6Address when Ip.TryParse(text, out var address) && address.IsIPv6 == (Type == DriverOptionType.IPv6Address) && !address.IsIPv4Mapped:
                return address.ToString();
            case DriverOptionType.Sysctls: return string.Join(',', Lifecycle.EndpointSysctls.Parse(text).Select(parameter => $"{parameter.Name}={parameter.Value}"));
        }
        throw new CNetException(CNetError.OptionInvalid, $"'{value}' is not a value of the option {Name}.", value, Type switch
        {
            DriverOptionType.Boolean => "It is true or false.",
            DriverOptionType.Integer => $"It is a whole number from {Minimum} to {Maximum}.",
            DriverOptionType.InterfaceName => "It is the name of an interface: up to 15 bytes without '/', ':' and white space.",
            DriverOptionType.InterfaceNames => "They are names of interfaces with colons between them: eth0:eth1.",
            DriverOptionType.IPv4Address => "It is an IPv4 address such as 192.0.2.1.",
            DriverOptionType.IPv6Address => "It is an IPv6 address such as 2001:db8::1.",
            _ => $"It is one of {string.Join(", ", Values)}.",
        });
    }
}
