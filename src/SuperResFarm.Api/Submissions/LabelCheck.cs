using System.Globalization;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Submissions;

/// <summary>Tells what is wrong with the labels of a request.</summary>
internal static class LabelCheck
{
    private const string Pointer = "/labels";

    /// <param name="labels">As they came; null: none did.</param>
    /// <param name="mistakes">Gets every mistake.</param>
    public static void Check(IReadOnlyDictionary<string, string>? labels, MistakeList mistakes)
    {
        if (labels?.Count > LabelRules.Most)
            mistakes.Add(Pointer, string.Create(CultureInfo.InvariantCulture, $"may be {LabelRules.Most} at most, and these are {labels.Count}"));
        foreach (var (name, value) in (labels ?? new Dictionary<string, string>()).Take(LabelRules.Most))
            if ((LabelRules.MistakeInName(name) ?? LabelRules.MistakeInValue(value)) is { } mistake)
                mistakes.Add($"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", mistake);
    }
}
