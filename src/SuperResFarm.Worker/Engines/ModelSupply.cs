using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage.Mirrors;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Engines;

/// <summary>Finds models, fetches those that only the object store has, and makes sure that a model is the one that is meant.</summary>
internal sealed class ModelSupply : IDisposable
{
    private const string CardExtension = ".json", NetworkExtension = ".onnx";
    private static readonly TimeSpan _betweenRefreshes = TimeSpan.FromSeconds(5);

    private readonly ContentMirror? _mirror;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private long? _refreshed;

    public ModelSupply(IOptions<ModelsOptions> options, IObjectStore store, TimeProvider time)
    {
        _time = time;
        Library = new ModelLibrary(options.Value.Searched(), catalog: ModelFolders.Catalog()) { NamesOnly = true };
        if (options.Value is { Prefix: { } prefix, Cache: { } cache })
            _mirror = new ContentMirror(store, ObjectPrefix.Parse(prefix), cache, time);
    }

    /// <summary>Where models are found.</summary>
    public ModelLibrary Library { get; }

    /// <summary>Learns which models the object store has, if one is given.</summary>
    /// <exception cref="FarmException">It is unavailable or refuses.</exception>
    public async Task RefreshAsync(CancellationToken ct)
    {
        if (_mirror is null)
            return;
        await _mirror.RefreshNotesAsync(CardExtension, ct);
        _refreshed = _time.GetTimestamp();
    }

    /// <summary>Makes sure that a model can be opened here, and is the one that is meant.</summary>
    /// <param name="wanted">Names it; its other settings do not count.</param>
    /// <param name="ct">Ends the fetching.</param>
    /// <returns>What it is, and the others that it needs.</returns>
    /// <exception cref="FarmException">There is no such model here, or another of that name; another worker may have it.</exception>
    public async Task<ModelParts> DemandAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var found = Find(wanted);
            if (!(IsMeant(found, wanted) && Missing(found, wanted) is null) && MayRefresh())
            {
                await RefreshAsync(ct);
                found = Find(wanted);
            }
            if (found is null)
                throw new FarmException(FailureCode.ModelUnknown, Disposition.Retry, $"The worker has no model '{wanted.Model}'; import it where the workers find their models.");
            if (Missing(found, wanted) is { } missing)
                throw new FarmException(FailureCode.ModelUnknown, Disposition.Retry,
                    $"The worker has no model '{missing}', which {(missing == DeblockChoice.ModelName ? "removes blocks" : "faces need")}; import it where the workers find their models.");
            if (!IsMeant(found, wanted))
                throw new FarmException(FailureCode.ModelInvalid, Disposition.Retry,
                    $"The worker's model '{wanted.Model}' is {found.Together}, but the job was accepted for {wanted.ModelSha256}; give every machine the same models.");
            await FetchAsync(wanted, ct);
            return found;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>What the models are that are here; null: the one that enlarges is not.</returns>
    public ModelParts? Find(UpscaleParameters wanted)
    {
        var names = NamedModels.Of(wanted);
        var main = new NamedModels(names.Model, names.DenoiseStrength);
        return Library.FingerprintOf(names) is not { } together ? null : new(
            together,
            [new ModelPart(main.Model, main.DenoiseStrength, Library.FingerprintOf(main)), .. names.Others.Select(name => new ModelPart(name, null, Library.FingerprintOf(name)))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static bool IsMeant([NotNullWhen(true)] ModelParts? found, UpscaleParameters wanted) => found is not null && (wanted.ModelSha256 ?? found.Together) == found.Together;

    // Without what removes blocks an image is left as it is where it may be, and not where it must not.
    private static string? Missing(ModelParts? found, UpscaleParameters wanted)
    {
        var dispensable = DeblockChoice.Of(wanted).Kind == DeblockKind.Auto ? DeblockChoice.ModelName : null;
        return found?.Each.FirstOrDefault(part => part.Sha256 is null && part.Name != dispensable)?.Name;
    }

    private bool MayRefresh() => _mirror is not null && (_refreshed is not { } last || _time.GetElapsedTime(last) >= _betweenRefreshes);

    private async Task FetchAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        if (_mirror is null)
            return;
        foreach (var (_, model) in Library.StoredFor(NamedModels.Of(wanted)).Where(found => found.Store.Folder == _mirror.Folder))
            try
            {
                await _mirror.FetchAsync(model.OnnxSha256, NetworkExtension, ct);
            }
            catch (FarmException fault) when (fault.Code is FailureCode.SourceCorrupt or FailureCode.SourceMissing)
            {
                throw new FarmException(FailureCode.ModelInvalid, Disposition.Retry, $"The model '{model.Card.Name}' cannot be fetched: {fault.Message}", fault);
            }
    }
}
