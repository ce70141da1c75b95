using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CNet.Tests.Support;

/// <summary>Listings of nft in a form that can be compared: the elements of sets, which come in any order, are sorted, and numbers that differ from run to run are left out.</summary>
internal static partial class NftListing
{
    /// <summary>"nft list ruleset", with the elements of each set on one line.</summary>
    internal static string OfText(string listing) => Elements().Replace(listing, match =>
    {
        var elements = match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);
        return $"elements = {{ {string.Join(", ", elements)} }}";
    }).Replace("\t", "    ", StringComparison.Ordinal).Trim();

    /// <summary>The same, whatever the order in which its sets were made.</summary>
    internal static string InAnyOrder(string listing) => string.Join("\n\n", OfText(listing).Split("\n\n").Order(StringComparer.Ordinal));

    /// <summary>"nft -j list ruleset", an object on each line.</summary>
    internal static string OfJson(string listing)
    {
        var objects = JsonNode.Parse(listing)!["nftables"]!.AsArray().Select(item => item!.AsObject()).Where(item => !item.ContainsKey("metainfo"));
        return string.Join('\n', objects.Select(item =>
        {
            var content = item.Single().Value!.AsObject();
            content.Remove("handle");
            if (content["elem"] is JsonArray elements)
                content["elem"] = new JsonArray([.. elements.Select(element => element!.DeepClone()).OrderBy(element => element.ToJsonString(), StringComparer.Ordinal)]);
            return item.ToJsonString();
        }));
    }

    [GeneratedRegex(@"elements = \{ ([^}]*) \}")]
    private static partial Regex Elements();
}
