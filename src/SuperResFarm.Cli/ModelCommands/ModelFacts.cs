using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>Writes what is known of a model as a table.</summary>
internal static class ModelFacts
{
    public static void Write(StoredModel model, ModelCatalog catalog) => FactTable.Write(
    [
        .. RowsOf(model.Card, catalog),
        ("kept as", $"{model.OnnxSha256}.onnx, {Megabytes(model.OnnxBytes)}"),
        ("came from", $"{model.Source} on {model.ImportedAt:yyyy-MM-dd}"),
        ("terms accepted", model.AcceptedTerms ?? "none to accept"),
    ]);

    public static void Write(ModelCard card, ModelCatalog catalog) => FactTable.Write(RowsOf(card, catalog));

    public static void Write(CatalogEntry entry) => FactTable.Write(
    [
        ("name", string.Join(", ", entry.Aliases.Prepend(entry.Name))),
        ("state", $"not here; 'superres models pull {entry.Name}' fetches it"),
        ("good for", entry.Summary),
        ("architecture", $"{entry.Architecture}, {Spelled(entry.Task)}"),
        ("scale", entry.Scale is { } scale ? $"x{scale}" : "none"),
        ("fidelity", entry.Fidelity?.ToString().ToLowerInvariant() ?? "none: it gives no image"),
        ("from", $"{entry.File.Url}{(entry.File.Bytes is { } bytes ? $", {Megabytes(bytes)}" : "")}"),
        ("SHA-256", entry.File.Sha256 ?? "not known for certain"),
        ("licence", LicenceOf(entry.Licence)),
    ]);

    private static List<(string, string)> RowsOf(ModelCard card, ModelCatalog catalog) =>
    [
        ("name", card.Name),
        ("architecture", $"{card.Architecture}, {Spelled(card.Task)}"),
        ("scale", card.Scale is { } scale ? $"x{scale}" : "found when it runs"),
        ("input", $"{card.Channels} channels, {card.FixedSize?.ToString() ?? (card.SizeMultiple > 1 ? $"sizes in multiples of {card.SizeMultiple}" : "any size")}"),
        ("precision", card.Precision == Precision.Half ? "16-bit floats" : "32-bit floats"),
        ("receptive-field radius", card.ReceptiveFieldRadius is { } radius ? $"{radius} pixels" : "unbounded or not known"),
        ("automatic halo", card.AutoHalo is { } halo ? $"{halo} pixels" : "not measured yet"),
        ("fidelity", card.Fidelity.Spelled()),
        ("weights", $"SHA-256 {card.Sha256}"),
        ("licence", catalog.FindByChecksum(card.Sha256) is { } entry ? LicenceOf(entry.Licence) : card.Licence ?? "not known: ask its authors"),
    ];

    private static string LicenceOf(LicenceTerms licence) => string.Join(' ', new[] { licence.Name + ".", licence.Terms, licence.Url?.ToString() }.OfType<string>());

    private static string Spelled(ModelTask task) => task switch
    {
        ModelTask.Upscale => "enlarges images",
        ModelTask.RestoreFace => "restores aligned faces",
        ModelTask.DetectFaces => "finds faces",
        _ => "labels the parts of aligned faces",
    };

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
