using System.Text;
using System.Text.Unicode;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Manifests;

/// <summary>Reads lists of images entry by entry, in memory that does not grow with them. An entry that cannot be used says why; the others go on.</summary>
internal static class ManifestReader
{
    /// <summary>Longest line of JSON, or record of CSV, in bytes: three times what its longest addresses need.</summary>
    public const int Longest = 32 * 1024;

    /// <summary>How much is shown of an entry that cannot be used, bytes or characters.</summary>
    public const int Shown = 200;

    private static readonly string[] _columns = ["source", "target", "version", .. ParameterColumns.Names];
    private static readonly int _ofItem = _columns.Length - ParameterColumns.Names.Count;

    /// <returns>The entries of a list; lines without anything are none.</returns>
    /// <param name="content">Read to its end; it should be at hand, for the reading waits for it.</param>
    /// <param name="format">What it is.</param>
    /// <exception cref="FarmException">The columns of a CSV list are not those of images (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static IEnumerable<ManifestEntry> Read(Stream content, ManifestFormat format) => format == ManifestFormat.Csv ? Csv(content) : Lines(content);

    private static IEnumerable<ManifestEntry> Lines(Stream content)
    {
        var lines = new ByteLines(content, Longest);
        while (lines.Next())
            if (Entry(lines) is { } entry)
                yield return entry;
    }

    private static ManifestEntry? Entry(ByteLines lines)
    {
        var line = lines.Current.Trim(" \t\r"u8);
        if (lines.IsTooLong)
            return Unusable($"it is longer than {Longest} bytes", line);
        if (line.IsEmpty)
            return null;
        if (!Utf8.IsValid(line))
            return Unusable("it is not UTF-8", line);
        var item = StrictJson.Read<ItemRequest>(line, out var mistake);
        return item is not null ? new(lines.Number, item) : Unusable($"{(mistake!.Pointer is [_, .. var member] ? member.Replace('/', '.') : "it")} {mistake.Detail}", line);   // null comes with a mistake

        ManifestEntry Unusable(string why, ReadOnlySpan<byte> given) => new(lines.Number, null, Encoding.UTF8.GetString(given[..Math.Min(given.Length, Shown)]), why);
    }

    private static IEnumerable<ManifestEntry> Csv(Stream content)
    {
        var records = new CsvRecords(content, Longest);
        if (!records.Next())
            yield break;
        var head = ReadHead(records);
        while (records.Next())
            yield return Entry(records, head);
    }

    private static ManifestEntry Entry(CsvRecords records, Head head)
    {
        var mistake = records.Mistake
            ?? (records.Fields.Count != head.Columns ? $"it has {records.Fields.Count} columns where the head line has {head.Columns}" : null)
            ?? (head.Of(records.Fields, 0) is null ? "the source is missing" : null);
        var parameters = mistake is null ? ParameterColumns.Read(column => head.Of(records.Fields, column + _ofItem), out mistake) : null;
        if (mistake is null)
            return new(records.Line, new ItemRequest(head.Of(records.Fields, 0) ?? "", head.Of(records.Fields, 1), head.Of(records.Fields, 2)) { Parameters = parameters });
        var given = string.Join(',', records.Fields);
        return new(records.Line, null, given[..Math.Min(given.Length, Shown)], mistake);
    }

    private static Head ReadHead(CsvRecords records)
    {
        string[] names = [.. records.Fields.Select(name => name.Trim())];
        var mistake = records.Mistake
            ?? (names.FirstOrDefault(name => !_columns.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown ? $"the column '{Shortened(unknown)}' is not known" : null)
            ?? (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"the column '{twice.Key}' is there twice" : null)
            ?? (names.Contains(_columns[0], StringComparer.OrdinalIgnoreCase) ? null : "the column 'source' is missing");
        return mistake is null ? new Head(names.Length, [.. _columns.Select(column => Array.FindIndex(names, name => name.Equals(column, StringComparison.OrdinalIgnoreCase)))])
            : throw FarmException.Rejected(FailureCode.SettingsInvalid,
                $"The head line of the list (line {records.Line}) cannot be used: {mistake}. It names the columns: source, and if wanted target, version, and {ItemMistake.Parameters}.NAME for parameters of single images.");
    }

    private static string Shortened(string text) => new([.. text.Take(Shown).Select(c => char.IsControl(c) ? '\uFFFD' : c)]);

    /// <summary>Which columns a CSV list has.</summary>
    /// <param name="Columns">How many.</param>
    /// <param name="Places">Where source, target, version and parameters stand; -1: nowhere.</param>
    private sealed record Head(int Columns, int[] Places)
    {
        public string? Of(IReadOnlyList<string> fields, int column) => Places[column] >= 0 && fields[Places[column]] is { Length: > 0 } text ? text : null;
    }
}
