using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace CNet.Binding;

/// <summary>A value as the user gave it; what is wrong with it is said when it is used.</summary>
public abstract class ArgumentValue
{
    private protected ArgumentValue(string text) => Text = text;

    /// <summary>The value as it was given.</summary>
    public string Text { get; }

    /// <summary>The value as it was given.</summary>
    public override string ToString() => Text;
}

/// <summary>A subnet such as 10.1.0.0/24.</summary>
public sealed class CidrValue : ArgumentValue
{
    internal CidrValue(string text) : base(text)
    {
    }

    internal Cidr Value => Cidr.Parse(Text);
}

/// <summary>An IP address: four decimal parts, or IPv6.</summary>
public sealed class IPAddressValue : ArgumentValue
{
    internal IPAddressValue(string text) : base(text)
    {
    }

    internal IPAddress Value => Addresses.Parse(Text);
}

/// <summary>A MAC address such as 02:42:0a:01:00:02.</summary>
public sealed class MacAddressValue : ArgumentValue
{
    internal MacAddressValue(string text) : base(text)
    {
    }

    internal MacAddress Value => MacAddress.Parse(Text);
}

/// <summary>A rate: 10mbit, 1.5gbit, 100kbps for kilobytes, a number of bits in a second, or unlimited.</summary>
public sealed class RateValue : ArgumentValue
{
    internal RateValue(string text) : base(text)
    {
    }

    internal Rate Value => Rate.Parse(Text);
}

/// <summary>An id by which the Host knows a namespace: a number, or auto for one that is free.</summary>
public sealed class NsidValue : ArgumentValue
{
    private const string Auto = "auto";

    internal NsidValue(string text) : base(text)
    {
    }

    internal int? Value => Text.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw new CNetException(CNetError.OptionInvalid, $"'{Text}' is not an id of a network namespace.", Text, $"Write a number from 0, or {Auto}.");
}

/// <summary>A duration: 500ms, 1.5s, 2m, a TimeSpan, or a number of seconds.</summary>
public sealed class DurationValue : ArgumentValue
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("us", 0.000001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    internal DurationValue(string text) : base(text)
    {
    }

    internal TimeSpan Value
    {
        get
        {
            foreach (var (unit, seconds) in Units)
                if (Text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                    && double.TryParse(Text.AsSpan(0, Text.Length - unit.Length).Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    && number * seconds is > 0 and < 1e9)
                    return TimeSpan.FromSeconds(number * seconds);
            if (TimeSpan.TryParse(Text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero) return span;
            throw new CNetException(CNetError.DurationInvalid, $"'{Text}' is not a duration.", Text, "Write 500ms, 1.5s, 2m or a number of seconds above 0.");
        }
    }
}

/// <summary>Takes subnets.</summary>
public sealed class CidrArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) switch
    {
        Cidr or IPNetwork => new CidrValue(Unwrap(item)!.ToString()!),
        _ => TextOf(item) is { } text ? new CidrValue(text) : item,
    };
}

/// <summary>Takes IP addresses.</summary>
public sealed class IPAddressArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        (Unwrap(item) is IPAddress address ? address.ToString() : TextOf(item)) is { } text ? new IPAddressValue(text) : item;
}

/// <summary>Takes MAC addresses.</summary>
public sealed class MacAddressArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => Unwrap(item) switch
    {
        MacAddress mac => new MacAddressValue(mac.ToString()),
        PhysicalAddress mac => new MacAddressValue(new MacAddress(mac).ToString()),
        _ => TextOf(item) is { } text ? new MacAddressValue(text) : item,
    };
}

/// <summary>Takes rates, as they were typed: 10mb is the number 10485760 inside, and no rate.</summary>
public sealed class RateArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => (Unwrap(item) is Rate rate ? rate.ToString() : TextOf(item)) is { } text ? new RateValue(text) : item;
}

/// <summary>Takes ids of namespaces.</summary>
public sealed class NsidArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) => TextOf(item) is { } text ? new NsidValue(text) : item;
}

/// <summary>Takes durations.</summary>
public sealed class DurationArgumentAttribute : ItemArgumentAttribute
{
    private protected override object? TransformItem(object? item) =>
        (Unwrap(item) is TimeSpan span ? span.ToString("c", CultureInfo.InvariantCulture) : TextOf(item)) is { } text ? new DurationValue(text) : item;
}
