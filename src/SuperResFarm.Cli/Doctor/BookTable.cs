using System.Globalization;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Cli.Doctor;

/// <summary>What earlier starts measured of models on the chosen devices, and what did not fit there: plans rest on it.</summary>
internal static class BookTable
{
    private static readonly string[] _head = ["measured", "bits", "precision", "tiles", "most at once", "KB per pixel", "s per MP", "ceiling", "until"];

    /// <summary>Writes nothing when nothing is known of the devices.</summary>
    public static void Write(IReadOnlyList<KnownNetwork> book, IReadOnlyList<IProvider> providers, ModelNames names, DateTimeOffset now)
    {
        var rows = RowsOf(book, providers, names, now);
        if (rows.Count > 0)
            Columns.Write([_head, .. rows]);
    }

    /// <returns>A row for each model that is known under the settings that the devices have now.</returns>
    internal static IReadOnlyList<string[]> RowsOf(IReadOnlyList<KnownNetwork> book, IReadOnlyList<IProvider> providers, ModelNames names, DateTimeOffset now) =>
        [.. book.Where(known => providers.Any(provider => known.Key.Device == provider.Device.Name && known.Key.Provider == provider.Fingerprint)).Select(known => RowOf(known, names, now))];

    private static string[] RowOf(KnownNetwork known, ModelNames names, DateTimeOffset now)
    {
        var (key, measured) = (known.Key, known.Measured);
        List<Probe> single = [.. (measured?.Probes ?? []).Where(probe => probe.Batch == 1).OrderBy(probe => probe.Pixels())];
        return
        [
            names.Of(key.Model),
            ((int)key.Depth).ToString(CultureInfo.InvariantCulture),
            key.Precision.ToString().ToLowerInvariant(),
            single.Count == 0 ? "-" : $"{single[0].Shape()} to {single[^1].Shape()}",
            measured is null ? "-" : measured.Probes.Max(probe => probe.Batch).ToString(CultureInfo.InvariantCulture),
            measured?.Footprint is { } line ? (line.BytesPerPixel / 1e3).ToString("0.000", CultureInfo.InvariantCulture) : "-",
            single.Count == 0 ? "-" : (single[^1].Seconds / single[^1].Pixels() * 1e6).ToString("0.000", CultureInfo.InvariantCulture),
            known.Ceiling is { } ceiling ? $"below {ceiling.At(now)}x{ceiling.At(now)}" : "-",
            known.Ceiling is null ? "-"
                : known.Ceiling.ExpiresAt > now ? known.Ceiling.ExpiresAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "expired, larger steps are tried",
        ];
    }
}
