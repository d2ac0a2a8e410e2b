using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Inference.Importing;

/// <summary>Turns model files into networks that are known well: recognised, tried, measured and licensed.</summary>
/// <param name="catalog">Tells names, training and licences of published files.</param>
/// <param name="time">The clock.</param>
/// <param name="limits">Bounds on model files; the defaults when null.</param>
public sealed class ModelImporter(ModelCatalog catalog, TimeProvider time, CheckpointLimits? limits = null)
{
    /// <summary>Reads a model, and tries it in half precision when that is asked for.</summary>
    /// <exception cref="FarmException">The file is refused, or the terms of its licence are not accepted
    /// (<see cref="FailureCode.LicenceNotAccepted"/>).</exception>
    public ReadResult Read(ImportRequest request)
    {
        var published = request.Published;
        var network = ModelFile.Read(request.Path, limits ?? CheckpointLimits.Default, sha256 =>
        {
            published ??= catalog.FindByChecksum(sha256);
            var name = request.Name ?? published?.Name ?? Path.GetFileNameWithoutExtension(request.Path);
            return ModelCatalog.SourceOf(name, sha256, published) with { Hints = request.Hints };
        });
        var terms = LicenceGate.Pass(network.Card.Name, LicenceOf(network.Card, published), request.AcceptLicence);
        if (request.Precision == Precision.Single)
            return new(network, terms, []);

        var (kept, warning) = HalfTrial.Choose(network);
        if (request.Name is null && kept.Card.Precision == Precision.Half)
            kept = kept.With(kept.Card with { Name = $"{kept.Card.Name}-fp16" });
        return new(kept, terms, warning is null ? [] : [warning]);
    }

    /// <summary>Reads a model, measures its halo and keeps it in a store.</summary>
    /// <exception cref="FarmException">As for <see cref="Read"/>, or the store refuses it.</exception>
    public async Task<ImportResult> ImportAsync(ImportRequest request, ModelStore store, CancellationToken ct)
    {
        var read = Read(request);
        var network = read.Network.With(read.Network.Card with { AutoHalo = await HaloAsync(read.Network, ct) });
        var model = store.Add(network, request.Published?.File.Url.ToString() ?? Path.GetFileName(request.Path), read.AcceptedTerms, time.GetUtcNow());
        return new(model, read.Warnings);
    }

    // Weights trained by somebody else carry the terms of the architecture they were trained with.
    private LicenceTerms? LicenceOf(ModelCard card, CatalogEntry? published) =>
        (published ?? catalog.Entries.FirstOrDefault(known => known.Architecture == card.Architecture && known.Licence.Acceptance))?.Licence;

    private static async Task<int?> HaloAsync(Network network, CancellationToken ct)
    {
        var card = network.Card;
        if (card.Task != ModelTask.Upscale || card.FixedSize is not null)
            return null;
        using var engine = OnnxEngine.Load(network, SampleDepth.Sixteen, new LanePool(new CpuProvider(), 1));
        return await HaloProbe.MeasureAsync(engine, card.ReceptiveFieldRadius, card.SizeMultiple, ct);
    }
}
