using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// What bucket names, keys and prefixes may look like. A key is taken as it stands: nothing is ever decoded or normalised, so what
/// was checked is what the store sees. What some other program on the way might decode into a way out is refused.
/// </summary>
internal static class KeyRules
{
    /// <summary>Longest key in bytes of UTF-8, as S3 sets it.</summary>
    public const int MaxKeyBytes = 1024;

    /// <returns>What is wrong with a bucket's name, or null.</returns>
    public static string? FaultOfBucket(string bucket) =>
        bucket.Length is < 3 or > 63 ? "the bucket's name must have 3 to 63 characters"
        : bucket.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')) ? "the bucket's name may hold lower-case letters, digits, '-' and '.' only"
        : !char.IsAsciiLetterOrDigit(bucket[0]) || !char.IsAsciiLetterOrDigit(bucket[^1]) ? "the bucket's name must begin and end with a letter or digit"
        : bucket.Contains("..", StringComparison.Ordinal) ? "the bucket's name must not hold '..'"
        : bucket.All(c => char.IsAsciiDigit(c) || c is '.') ? "the bucket's name must not look like a network address"
        : null;

    /// <returns>What is wrong with a key, or null.</returns>
    public static string? FaultOfKey(string key) => key.Length == 0 ? "the key is missing" : FaultOf(key, key.Split('/'));

    /// <returns>What is wrong with the beginning of keys, or null; it may be empty or end in '/'.</returns>
    public static string? FaultOfPrefix(string prefix) =>
        prefix.Length == 0 ? null : FaultOf(prefix, (prefix.EndsWith('/') ? prefix[..^1] : prefix).Split('/'));

    /// <returns>The refusal of an address.</returns>
    /// <param name="address">As it was given; unprintable characters are shown as their code.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static FarmException Refusal(string address, string fault) =>
        FarmException.Rejected(FailureCode.AddressInvalid, $"'{Printable(address)}' is not an address of an object: {fault}. Write s3://bucket/key.");

    /// <returns>A text with nothing in it that could disturb a terminal or a log, at most 200 characters of it.</returns>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > 200 ? text[..200] + "..." : text)
            _ = IsUnprintable(c) || char.IsSurrogate(c)
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : shown.Append(c);
        return shown.ToString();
    }

    private static string? FaultOf(string key, string[] segments) =>
        !HasPairedSurrogates(key) ? "the key is not valid Unicode"
        : Encoding.UTF8.GetByteCount(key) > MaxKeyBytes ? $"the key is longer than {MaxKeyBytes} bytes"
        : key.Any(IsUnprintable) ? "the key holds a control character"
        : key.Contains('\\') ? "the key holds a backslash"
        : segments.Any(segment => segment.Length == 0) ? "the key has an empty part (two slashes together, or one at its beginning or end)"
        : segments.Any(segment => segment is "." or "..") ? "the key has a part '.' or '..'"
        : HidesSomething(key) ? "the key hides a slash, dot, backslash, percent sign or control character behind a percent code"
        : null;

    // Cc, line and paragraph separators, marks that turn the reading direction, and what XML answers cannot carry.
    private static bool IsUnprintable(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
            or '\ufeff' or '\ufffe' or '\uffff';

    private static bool HasPairedSurrogates(string key)
    {
        for (var i = 0; i < key.Length; i++)
            if (char.IsSurrogate(key[i]) && (i + 1 >= key.Length || !char.IsSurrogatePair(key[i], key[++i])))
                return false;
        return true;
    }

    // %2F, %5C, %2E, %25, %00 to %1F, %7F and overlong forms (%C0, %C1), in any case.
    private static bool HidesSomething(string key)
    {
        for (var i = key.IndexOf('%', StringComparison.Ordinal); i >= 0 && i + 2 < key.Length; i = key.IndexOf('%', i + 1))
            if (byte.TryParse(key.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code is 0x2f or 0x5c or 0x2e or 0x25 or < 0x20 or 0x7f or 0xc0 or 0xc1)
                return true;
        return false;
    }
}
