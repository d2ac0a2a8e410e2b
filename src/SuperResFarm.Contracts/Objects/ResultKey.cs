using System.Globalization;

namespace SuperResFarm.Contracts.Objects;

/// <summary>Where the result of a source goes when nobody says otherwise: <c>{prefix}/{dir}/{stem}_{model}_x{scale}.{ext}</c>.</summary>
public static class ResultKey
{
    /// <returns>The key of the result; equal arguments give equal keys, so a second attempt overwrites the first.</returns>
    /// <param name="prefix">Where results go, with or without a slash at its end; may be empty.</param>
    /// <param name="source">Key of the source below the prefix the job reads from: folders become <c>dir</c>, the name without its last extension <c>stem</c>.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="scale">Final size over source size.</param>
    /// <param name="extension">Of the result, without a dot.</param>
    public static string Of(string prefix, string source, string model, double scale, string extension)
    {
        var slash = source.LastIndexOf('/');
        var name = source[(slash + 1)..];
        var dot = name.LastIndexOf('.');
        var stem = dot > 0 ? name[..dot] : name;
        var file = string.Create(CultureInfo.InvariantCulture, $"{stem}_{model}_x{scale}.{extension}");
        return string.Join('/', new[] { prefix.Trim('/'), source[..Math.Max(slash, 0)].Trim('/'), file }.Where(part => part.Length > 0));
    }
}
