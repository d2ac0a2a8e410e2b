using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Faces;

/// <summary>
/// Finds, aligns and restores the faces of an image before it is enlarged. Reads it once to find them and once more to cut them out; what is left in memory is
/// a small square for each face.
/// </summary>
/// <param name="networks">The networks.</param>
/// <param name="tiles">Tells how many faces run at the same time.</param>
public sealed class FaceStep(WarmNetworks networks, TilePlanner tiles)
{
    /// <summary>Makes no sessions yet, but opens the models, and so finds out whether all that faces need is there.</summary>
    /// <returns>A report of no face: the models that take part in results, and what was accepted of them.</returns>
    /// <exception cref="FarmException">Settings are out of range, a model is unknown or does something else, or terms are not accepted.</exception>
    public FaceReport Check(FaceSettings settings)
    {
        settings.Check();
        using var models = new FaceModels(networks, settings);
        return ReportOf(models, settings);
    }

    /// <summary>Restores.</summary>
    /// <param name="order">Which image, and how.</param>
    /// <param name="ct">Stops within a face.</param>
    /// <exception cref="FarmException">As for <see cref="Check"/>; or the image cannot be read; or a device failed.</exception>
    public async Task<FaceWork> RunAsync(FaceOrder order, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        order.Settings.Check();
        using var models = new FaceModels(networks, order.Settings) { SpareBytes = order.SpareBytes };
        var (found, copy) = order.Settings.Aligned ? ([Whole(order.Header.Size, models.Edge)], null) : await FindAsync(order, models, ct);
        var chosen = found.Take(order.Settings.Limit).ToList();
        var places = chosen.Select(face => (face, Result: face.Alignment.Inverse().Enlarged(order.Scale)))
            .Select(place => (place.face, place.Result, Area: FaceArea.Of(models.Edge, place.Result, Enlarged(order)))).ToList();
        var crops = order.Settings.Weight > 0 && chosen.Count > 0 ? Cut(order, models.Edge, [.. chosen.Select(face => face.Alignment)], ct) : [];
        order.Debug?.Write(copy, [.. chosen.Select(face => face.Detected).OfType<DetectedFace>()], crops);
        if (crops.Count > 0)
        {
            await models.RestorerOf(crops, tiles).RestoreAsync(crops, order.Watch, ct);
            models.MakeRoomToParse(crops, tiles);
        }
        var patches = new List<FacePatch>();
        foreach (var (crop, place) in crops.Zip(places))
            patches.Add(new FacePatch(crop, await MaskAsync(crop, place.Result, place.Area, order, models, ct), place.Result, place.Area, order.Settings.Weight));
        order.Debug?.Write(patches);
        return new(patches, ReportOf(models, order.Settings) with
        {
            Found = found.Count,
            Faces = [.. places.Select(place => new RestoredFace(
                place.face.Detected?.Box, place.face.Detected?.Score, place.face.Detected?.EyeDistance, place.Area, order.Settings.Weight))],
            Elapsed = Stopwatch.GetElapsedTime(began),
        });
    }

    private static FaceReport ReportOf(FaceModels models, FaceSettings settings) => new()
    {
        Model = models.Restorer.Card,
        Detector = models.Detector?.Card,
        Parser = models.Parser?.Card,
        Weight = settings.Weight,
        AcceptedTerms = models.AcceptedTerms,
    };

    private static PixelSize Enlarged(FaceOrder order) => new(order.Header.Size.Width * order.Scale, order.Header.Size.Height * order.Scale);

    private static async Task<(IReadOnlyList<Placed> Faces, SmallCopy? Copy)> FindAsync(FaceOrder order, FaceModels models, CancellationToken ct)
    {
        using var source = order.Open();
        var (found, copy) = await new FaceFinder(models.Detector!.Tables, order.Watch).FindAsync(order.Header.Size, order.Header.Pixels, source.ReadRows, ct);   // not aligned: it is there
        var wanted = order.Settings.OnlyCentre ? FaceSelection.Central(found, order.Header.Size) : found;
        return ([.. wanted.Select(face => new Placed(face, FaceTemplate.AlignmentOf(face, models.Edge)))], copy);
    }

    private static Placed Whole(PixelSize size, int edge)
    {
        if (size.Width != size.Height)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"The image has {size} pixels, and an aligned face is square: cut it to a square, or leave out 'aligned'.");
        var scale = (double)edge / size.Width;
        return new(null, new(scale, 0, (scale - 1) / 2, (scale - 1) / 2));
    }

    private static IReadOnlyList<Raster> Cut(FaceOrder order, int edge, IReadOnlyList<Similarity> alignments, CancellationToken ct)
    {
        using var source = order.Open();
        return new FaceAligner(order.Header.Size, order.Header.Pixels, edge).Read(alignments, source.ReadRows, ct);
    }

    private static async Task<FaceMask> MaskAsync(Raster face, Similarity toResult, FaceArea area, FaceOrder order, FaceModels models, CancellationToken ct)
    {
        if (order.Settings.Aligned)
            return new WholeMask();
        if (models.Parser is not { } parser)
            return new SquareMask(face.Size.Width, toResult, order.Scale, area.Pixels);
        return await parser.Tables.RunAsync(RgbRows.ToBytes(face), answers => LabelMask(answers["output"], face.Size.Width, parser.Card.Name), order.Watch.Busy, ct);
    }

    private static ParsedMask LabelMask(OrtValue labels, int edge, string parser)
    {
        var all = labels.GetTensorDataAsSpan<byte>();
        return all.Length == edge * edge
            ? new ParsedMask(edge, all)
            : throw FarmException.Rejected(FailureCode.ModelInvalid, $"Model '{parser}' labels {all.Length} pixels of a face of {edge}x{edge}: use one that labels each pixel.");
    }

    private sealed record Placed(DetectedFace? Detected, Similarity Alignment);
}
