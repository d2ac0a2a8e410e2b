using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>When a job begins nothing more.</summary>
internal sealed class LimitOptions
{
    private readonly Option<string?> _deadline = new("--deadline")
    {
        Description = "Begin no image after this time: as 2030-01-31T18:00:00Z, or from now on as 90min, 2h or 3d. What runs then goes on to its end.",
    };

    private readonly Option<double?> _megapixels = new("--budget-megapixels") { Description = "Begin no image once the job has made so many megapixels of results." };
    private readonly Option<double?> _seconds = new("--budget-device-seconds") { Description = "Begin no image once the job has used so many seconds of device time." };
    private readonly Option<double?> _cost = new("--budget-cost") { Description = "Begin no image once the job has cost so much, in the farm's currency." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _deadline, _megapixels, _seconds, _cost })
            command.Add(option);
    }

    /// <returns>The time; null: none was given.</returns>
    /// <param name="parsed">What was given.</param>
    /// <param name="now">The present time.</param>
    /// <param name="mistakes">Gets what cannot be used.</param>
    public DateTimeOffset? Deadline(ParseResult parsed, DateTimeOffset now, List<string> mistakes)
    {
        if (parsed.GetValue(_deadline) is not { } given)
            return null;
        if (TimeOf(given, now) is { } deadline && deadline > now)
            return deadline;
        mistakes.Add($"--deadline '{Shown.Of(given)}' must be a time ahead such as 2030-01-31T18:00:00Z, or from now on such as 90min, 2h or 3d");
        return null;
    }

    /// <returns>The budget; null: none was given.</returns>
    /// <param name="parsed">What was given.</param>
    /// <param name="mistakes">Gets what cannot be used.</param>
    public BudgetBody? Budget(ParseResult parsed, List<string> mistakes)
    {
        var budget = new BudgetBody(parsed.GetValue(_megapixels), parsed.GetValue(_seconds), parsed.GetValue(_cost));
        foreach (var (option, value) in new[] { (_megapixels, budget.Megapixels), (_seconds, budget.DeviceSeconds), (_cost, budget.Cost) })
            if (value is { } most && !(most > 0 && double.IsFinite(most)))
                mistakes.Add($"{option.Name} must be a number above 0");
        return budget is (null, null, null) ? null : budget;
    }

    /// <returns>Both, to ask for a job again; null: neither was given.</returns>
    /// <exception cref="CommandException">They cannot be used.</exception>
    public RetryRequest? Retry(ParseResult parsed, DateTimeOffset now)
    {
        var mistakes = new List<string>();
        var request = new RetryRequest { Deadline = Deadline(parsed, now, mistakes), Budget = Budget(parsed, mistakes) };
        return mistakes.Count > 0 ? throw CommandException.WrongUse(string.Join("\n  ", mistakes)) : request is { Deadline: null, Budget: null } ? null : request;
    }

    /// <returns>A time, or what lies so far ahead; null: it is neither.</returns>
    internal static DateTimeOffset? TimeOf(string text, DateTimeOffset now)
    {
        var digits = text.TrimEnd("abcdefghijklmnopqrstuvwxyz".ToCharArray());
        if (digits.Length < text.Length && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && SecondsIn(text[digits.Length..]) is { } unit)
            return count * unit <= TimeSpan.FromDays(366).TotalSeconds ? now.AddSeconds(count * unit) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time : null;
    }

    private static double? SecondsIn(string unit) => unit switch
    {
        "s" => 1,
        "m" or "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => null,
    };
}
