namespace CNet;

/// <summary>Orders names as people do: net2 before net10.</summary>
internal static class NaturalOrder
{
    internal static readonly Comparer<string> Comparer = Comparer<string>.Create(Compare);

    internal static int Compare(string? left, string? right)
    {
        if (left is null || right is null) return string.CompareOrdinal(left, right);
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var a = Digits(left, ref i);
                var b = Digits(right, ref j);
                var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
                if (order != 0) return order;
            }
            else if (left[i] != right[j])
                return left[i].CompareTo(right[j]);
            else
            {
                i++;
                j++;
            }
        }
        var rest = (left.Length - i).CompareTo(right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right);
    }

    /// <summary>The digits from a position on, without leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int position)
    {
        while (position < text.Length - 1 && text[position] == '0' && char.IsAsciiDigit(text[position + 1])) position++;
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
        return text.AsSpan(start, position - start);
    }
}
