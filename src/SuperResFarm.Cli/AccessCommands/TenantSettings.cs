using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary>What can be set of a tenant.</summary>
internal sealed class TenantSettings
{
    private const string Any = "any";
    private const string Nowhere = "nowhere";

    private readonly Option<string?> _items = new("--queued-items") { Description = "Most items that have not ended, or any." };
    private readonly Option<string?> _jobs = new("--open-jobs") { Description = "Most jobs that have not ended, or any." };
    private readonly Option<string?> _megapixels = new("--megapixels-per-day") { Description = "Megapixels of results in a day (UTC) after which nothing more is accepted, or any." };
    private readonly Option<string?> _bytes = new("--bytes-per-day") { Description = "Bytes of results in a day (UTC) after which nothing more is accepted, as 500GB or 2.5TB (1 KB is 1000), or any." };
    private readonly Option<string?> _retention = new("--retention-days") { Description = "After how many days jobs that have ended are deleted, 1 to 36500, or any: as the farm says." };
    private readonly Option<string[]> _read = new("--read") { Description = "Where it may read, s3://bucket/folder/ or s3://bucket/; may be repeated. any: wherever the farm may; nowhere." };
    private readonly Option<string[]> _write = new("--write") { Description = "Where it may write, likewise." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _items, _jobs, _megapixels, _bytes, _retention, _read, _write })
            command.Add(option);
    }

    /// <returns>What is given, laid over what is set.</returns>
    /// <exception cref="CommandException">Something given cannot be used.</exception>
    public Func<TenantRequest, TenantRequest> Change(ParseResult parsed)
    {
        var (items, jobs, megapixels) = (Number(parsed, _items, whole: true), Number(parsed, _jobs, whole: true), Number(parsed, _megapixels, whole: false));
        var bytes = Bytes(parsed);
        var retention = Number(parsed, _retention, whole: true);
        var (read, write) = (Places(parsed, _read), Places(parsed, _write));
        return before => before with
        {
            Quotas = new QuotasBody(
                items.Given ? (int?)items.Value : before.Quotas.QueuedItems, jobs.Given ? (int?)jobs.Value : before.Quotas.OpenJobs,
                megapixels.Given ? megapixels.Value : before.Quotas.MegapixelsPerDay, bytes.Given ? bytes.Value : before.Quotas.BytesPerDay),
            ReadPrefixes = read.Given ? read.Value : before.ReadPrefixes,
            WritePrefixes = write.Given ? write.Value : before.WritePrefixes,
            RetentionDays = retention.Given ? (int?)retention.Value : before.RetentionDays,
        };
    }

    private (bool Given, long? Value) Bytes(ParseResult parsed) => parsed.GetValue(_bytes) switch
    {
        null => (false, null),
        Any => (true, null),
        var text => (true, ByteCount.Parse(text) ?? throw CommandException.WrongUse($"{_bytes.Name} '{text}': give a number above 0, alone or with KB, MB, GB or TB, or {Any}.")),
    };

    private static (bool Given, double? Value) Number(ParseResult parsed, Option<string?> option, bool whole) => parsed.GetValue(option) switch
    {
        null => (false, null),
        Any => (true, null),
        var text when whole && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (true, number),
        var text when !whole && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 => (true, number),
        var text => throw CommandException.WrongUse($"{option.Name} '{text}': give {(whole ? "a whole number" : "a number above 0")}, or {Any}."),
    };

    private static (bool Given, IReadOnlyList<string>? Value) Places(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) switch
    {
        null or [] => (false, null),
        [Any] => (true, null),
        [Nowhere] => (true, []),
        var prefixes when prefixes.Contains(Any) || prefixes.Contains(Nowhere) => throw CommandException.WrongUse($"{option.Name}: give prefixes, or {Any}, or {Nowhere}."),
        var prefixes => (true, prefixes),
    };
}
