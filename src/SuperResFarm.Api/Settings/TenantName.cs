namespace SuperResFarm.Api.Settings;

/// <summary>What tenants are called.</summary>
internal static class TenantName
{
    /// <summary>The rule in words, to follow a name.</summary>
    public const string Rule = "must be 1 to 100 of a-z 0-9 - _";

    public static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= 100 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
