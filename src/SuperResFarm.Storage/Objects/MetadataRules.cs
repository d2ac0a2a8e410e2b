using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>What may be noted with an object, the same for every kind of store.</summary>
internal static class MetadataRules
{
    /// <summary>Note of the content's SHA-256.</summary>
    public const string Sha256 = "sha256";

    /// <summary>Note by which a writer knows its own object again after an answer was lost.</summary>
    public const string WriteId = "write-id";

    /// <summary>Bytes of all names and values as they travel; S3 allows 2048, the rest is for the store's own notes.</summary>
    public const int MaxBytes = 1600;

    /// <summary>Lets good options pass.</summary>
    /// <exception cref="FarmException">A name, a value, the media type or the sum of bytes is not allowed.</exception>
    public static void Check(WriteOptions options)
    {
        var fault = options.Metadata.Select(note => FaultOf(note.Key, note.Value)).FirstOrDefault(fault => fault is not null)
            ?? (options.Metadata.Sum(note => note.Key.Length + HeaderText.Encode(note.Value).Length) > MaxBytes ? $"the notes take more than {MaxBytes} bytes" : null)
            ?? (IsMediaType(options.ContentType) ? null : $"'{KeyRules.Printable(options.ContentType)}' is not a media type")
            ?? (options.Sha256 is null || IsSha256(options.Sha256) ? null : "a SHA-256 has 64 lower-case hexadecimal digits");
        if (fault is not null)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"An object cannot be written with these notes: {fault}.");
    }

    /// <returns>Whether a text is a SHA-256 as the farm writes it.</returns>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static string? FaultOf(string name, string value) =>
        name.Length is 0 or > 64 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-'))
            ? $"the name '{KeyRules.Printable(name)}' may hold a-z, 0-9 and '-' only"
        : name is Sha256 or WriteId ? $"the name '{name}' belongs to the store"
        : value.Any(char.IsControl) ? $"the value of '{name}' holds a control character"
        : null;

    private static bool IsMediaType(string text) =>
        text.Length is > 2 and <= 127 && text.Contains('/') && text.All(c => c is > ' ' and < '\x7f' and not ('"' or '<' or '>' or '\\') || c is ' ');
}
