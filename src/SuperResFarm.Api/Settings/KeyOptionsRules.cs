using System.Text;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Settings;

/// <summary>What settings of keys must keep to, and the reading of their files.</summary>
internal static class KeyOptionsRules
{
    /// <returns>Every mistake.</returns>
    public static IEnumerable<string> MistakesIn(KeyOptions options, bool trustsHeader)
    {
        if (options.Required && trustsHeader)
            yield return "Api:Keys:Required and Api:TrustTenantHeader contradict each other: with keys the tenant is the key's; set one of them to false.";
        if (options.Required && options.Open)
            yield return "Api:Keys:Required and Api:Keys:Open contradict each other; set one of them to false.";
        if (options.Pepper is not null && options.PepperFile is not null)
            yield return "Api:Keys:Pepper and Api:Keys:PepperFile are both set; leave one out.";
        else if (options.Required && !options.HasPepper)
            yield return "Api:Keys:PepperFile is missing: keys need a secret of the service's, 32 random bytes or more (openssl rand -base64 48).";
        else if (options.HasPepper && MistakeOfPepper(options) is { } pepper)
            yield return pepper;
        if (options.BootstrapFile is null)
            yield break;
        if (!options.HasPepper)
            yield return "Api:Keys:BootstrapFile is of no use without Api:Keys:PepperFile; set both.";
        if (Read(options.BootstrapFile) is not { } text)
            yield return $"Api:Keys:BootstrapFile: '{options.BootstrapFile}' cannot be read.";
        else if (KeyText.Parse(text) is null)
            yield return $"Api:Keys:BootstrapFile: '{options.BootstrapFile}' holds no key; make one with superres keys generate.";
    }

    /// <returns>The pepper of valid options that have one.</returns>
    public static byte[] PepperOf(KeyOptions options) => Encoding.UTF8.GetBytes(options.Pepper ?? Read(options.PepperFile) ?? "");

    /// <returns>The bootstrap key of valid options; null: there is none.</returns>
    public static KeyText? BootstrapOf(KeyOptions options) => KeyText.Parse(Read(options.BootstrapFile));

    private static string? MistakeOfPepper(KeyOptions options)
    {
        var (key, text) = options.Pepper is { } pepper ? ("Api:Keys:Pepper", pepper) : ($"Api:Keys:PepperFile: '{options.PepperFile}'", Read(options.PepperFile));
        return text is null ? $"{key} cannot be read."
            : Encoding.UTF8.GetByteCount(text) < KeyOptions.ShortestPepper ? $"{key} must have {KeyOptions.ShortestPepper} bytes or more (openssl rand -base64 48)." : null;
    }

    private static string? Read(string? path)
    {
        try
        {
            return path is null ? null : File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
