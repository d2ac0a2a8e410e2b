using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Api.Submissions;

/// <summary>A mistake of one image.</summary>
/// <param name="Part">The member, as JSON spells it; one of its parameters with a slash between: <c>parameters/quality</c>.</param>
/// <param name="Detail">What is wrong with it.</param>
/// <param name="Code">What kind of mistake.</param>
internal readonly record struct ItemMistake(string Part, string Detail, FailureCode Code)
{
    /// <summary>The member of an item that its parameters are in, and in CSV what their columns begin with.</summary>
    public const string Parameters = "parameters";

    /// <summary>A sentence that stands alone: what is wrong with a parameter does not name it.</summary>
    public string Sentence => Part.Contains('/') ? $"{Part.Replace('/', '.')}: {Detail}" : Detail;

    /// <returns>A mistake of a parameter.</returns>
    public static ItemMistake Of(string parameter, string detail, FailureCode code = FailureCode.SettingsInvalid) => new($"{Parameters}/{parameter}", detail, code);
}
