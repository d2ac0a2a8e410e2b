using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Objects;

/// <summary>
/// Where the result of a source goes when nobody says otherwise: <c>{prefix}/{dir}/{stem}_{model}_x{scale}.{ext}</c>, with <c>{width}x{height}</c>
/// instead of the scale where an exact size was asked for. A source whose extension is not that of the result keeps it in the name, so that
/// <c>cat.jpg</c> and <c>cat.png</c> keep apart when both become PNG: <c>cat_jpg_{model}_x4.png</c>.
/// </summary>
public static class ResultKey
{
    /// <returns>The key of the result; equal arguments give equal keys, so a second attempt overwrites the first.</returns>
    /// <param name="prefix">Where results go, with or without a slash at its end; may be empty.</param>
    /// <param name="source">Key of the source below the prefix the job reads from: folders become <c>dir</c>, the name without its last extension <c>stem</c>.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="size">As <see cref="SizeOf"/> tells it; null: not known, and left out.</param>
    /// <param name="extension">Of the result, without a dot.</param>
    public static string Of(string prefix, string source, string model, string? size, string extension)
    {
        var slash = source.LastIndexOf('/');
        var name = source[(slash + 1)..];
        var dot = name.LastIndexOf('.');
        var (stem, own) = dot > 0 ? (name[..dot], name[(dot + 1)..]) : (name, "");
        var file = string.Join('_', new[] { stem, own == extension ? "" : own, model, size }.Where(part => !string.IsNullOrEmpty(part)));
        return string.Join('/', new[] { prefix.Trim('/'), source[..Math.Max(slash, 0)].Trim('/'), $"{file}.{extension}" }.Where(part => part.Length > 0));
    }

    /// <returns>The size of results in words: <c>x4</c>, <c>x2.5</c>, <c>800x600</c>; null when neither the parameters nor the model tell it.</returns>
    /// <param name="parameters">How the source is enlarged.</param>
    /// <param name="modelScale">Output pixels of the network for each of its input pixels along an axis; null: not known.</param>
    public static string? SizeOf(UpscaleParameters parameters, int? modelScale) => parameters switch
    {
        { OutWidth: { } width, OutHeight: { } height } => string.Create(CultureInfo.InvariantCulture, $"{width}x{height}"),
        { OutScale: { } scale } => string.Create(CultureInfo.InvariantCulture, $"x{scale}"),
        _ => modelScale is { } whole ? string.Create(CultureInfo.InvariantCulture, $"x{whole}") : null,
    };
}
