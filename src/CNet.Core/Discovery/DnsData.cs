using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CNet.State;

namespace CNet.Discovery;

/// <summary>What a record says of its name.</summary>
/// <param name="Text">All of it, as zone files have it.</param>
/// <param name="Address">The address, of an A or AAAA record.</param>
/// <param name="Target">The name that it leads to.</param>
internal sealed record DnsData(string Text, Ip? Address = null, string? Target = null)
{
    /// <summary>A record of a type that is not known here.</summary>
    private const string Unknown = "\\# ";

    /// <summary>The port of a service.</summary>
    internal int? Port { get; private init; }

    /// <summary>Which of several is tried first: the lowest.</summary>
    internal int? Priority { get; private init; }

    /// <summary>How often one is chosen among those of its priority.</summary>
    internal int? Weight { get; private init; }

    internal static DnsData Of(Ip address) => new(address.ToString(), address);

    /// <summary>A record that says no more than another name.</summary>
    internal static DnsData Of(string target) => new(target, Target: target);

    internal static DnsData Of(ServiceRecord service) => Service(service.Priority, service.Weight, service.Port, service.Target);

    /// <summary>Reads the data of a record, which may refer to names anywhere before; null where it is not what its type has.</summary>
    /// <param name="type">The type.</param>
    /// <param name="message">The message, up to the end of the data.</param>
    /// <param name="offset">Where the data begins.</param>
    internal static DnsData? Read(DnsRecordType type, ReadOnlySpan<byte> message, int offset)
    {
        var data = message[offset..];
        switch (type)
        {
            case DnsRecordType.A:
                return data.Length == 4 ? Of(Ip.Read(data)) : null;
            case DnsRecordType.AAAA:
                return data.Length == 16 ? Of(Ip.Read(data)) : null;
            case DnsRecordType.PTR or DnsRecordType.CNAME or DnsRecordType.NS or DnsRecordType.DNAME:
                return LastName(message, offset) is { } target ? Of(target) : null;
            case DnsRecordType.MX:
                return data.Length > 2 && LastName(message, offset + 2) is { } exchange ? Mail(Number(data), exchange) : null;
            case DnsRecordType.SRV:
                return data.Length > 6 && LastName(message, offset + 6) is { } host ? Service(Number(data), Number(data[2..]), Number(data[4..]), host) : null;
            case DnsRecordType.TXT:
                return Texts(data);
            case DnsRecordType.SOA:
                return Authority(message, offset);
            default:
                return new DnsData(string.Create(CultureInfo.InvariantCulture, $"{Unknown}{data.Length} {Convert.ToHexStringLower(data)}").TrimEnd());
        }
    }

    private static DnsData Mail(int preference, string exchange) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{preference} {exchange}"), Target: exchange) { Priority = preference };

    private static DnsData Service(int priority, int weight, int port, string target) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{priority} {weight} {port} {target}"), Target: target) { Port = port, Priority = priority, Weight = weight };

    /// <summary>A name with which the data ends.</summary>
    private static string? LastName(ReadOnlySpan<byte> message, int offset) => ReadName(message, ref offset) is { } name && offset == message.Length ? name : null;

    private static string? ReadName(ReadOnlySpan<byte> message, ref int offset)
    {
        Span<byte> labels = stackalloc byte[DnsWire.MaxName];
        var length = DnsName.Read(message, ref offset, labels);
        return length < 0 ? null : DnsName.Format(labels[..length]);
    }

    private static DnsData? Authority(ReadOnlySpan<byte> message, int offset)
    {
        const int numbers = 5;
        if (ReadName(message, ref offset) is not { } server || ReadName(message, ref offset) is not { } mailbox || message.Length - offset != numbers * sizeof(uint)) return null;
        var text = new StringBuilder($"{server} {mailbox}");
        for (; offset < message.Length; offset += sizeof(uint)) text.Append(CultureInfo.InvariantCulture, $" {BinaryPrimitives.ReadUInt32BigEndian(message[offset..])}");
        return new DnsData(text.ToString(), Target: server);
    }

    /// <summary>Texts of up to 255 bytes, each with its length before it.</summary>
    private static DnsData? Texts(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            if (data[0] >= data.Length) return null;
            text.Append(text.Length == 0 ? "\"" : " \"");
            foreach (var letter in data.Slice(1, data[0]))
            {
                if (letter is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)letter);
                else if (letter is >= 0x20 and < 0x7f) text.Append((char)letter);
                else text.Append(CultureInfo.InvariantCulture, $"\\{letter:d3}");
            }
            text.Append('"');
            data = data[(data[0] + 1)..];
        }
        return new DnsData(text.ToString());
    }

    private static ushort Number(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data);
}
