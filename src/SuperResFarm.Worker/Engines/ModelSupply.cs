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
    /// <returns>What it is, and what goes before it.</returns>
    /// <exception cref="FarmException">There is no such model here, or another of that name; another worker may have it.</exception>
    public async Task<ModelParts> DemandAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var found = Find(wanted);
            if (!(IsMeant(found, wanted) && !Lacks(found, wanted)) && MayRefresh())
            {
                await RefreshAsync(ct);
                found = Find(wanted);
            }
            if (found is null)
                throw new FarmException(FailureCode.ModelUnknown, Disposition.Retry, $"The worker has no model '{wanted.Model}'; import it where the workers find their models.");
            if (Lacks(found, wanted))
                throw new FarmException(FailureCode.ModelUnknown, Disposition.Retry,
                    $"The worker has no model '{DeblockChoice.ModelName}', which removes blocks; import it where the workers find their models.");
            if (!IsMeant(found, wanted))
                throw new FarmException(FailureCode.ModelInvalid, Disposition.Retry,
                    $"The worker's model '{wanted.Model}' is {found.Both}, but the job was accepted for {wanted.ModelSha256}; give every machine the same models.");
            await FetchAsync(wanted, ct);
            return found;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>What a model is that is here, and what goes before it; null: it is not here.</returns>
    public ModelParts? Find(UpscaleParameters wanted)
    {
        var (model, denoise, before) = ModelKey.Of(wanted);
        return Library.FingerprintOf(model, denoise, before) is { } both && Library.FingerprintOf(model, denoise) is { } main
            ? new(both, main, before is null ? null : Library.FingerprintOf(before))
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static bool IsMeant([NotNullWhen(true)] ModelParts? found, UpscaleParameters wanted) => found is not null && (wanted.ModelSha256 ?? found.Both) == found.Both;

    // Without it an image is left as it is where it may be, and not where it must not.
    private static bool Lacks(ModelParts? found, UpscaleParameters wanted) => found is { Before: null } && DeblockChoice.Of(wanted) is { Kind: DeblockKind.Always, IsOff: false };

    private bool MayRefresh() => _mirror is not null && (_refreshed is not { } last || _time.GetElapsedTime(last) >= _betweenRefreshes);

    private async Task FetchAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        if (_mirror is null)
            return;
        foreach (var (_, model) in Library.StoredFor(wanted.Model, wanted.DenoiseStrength, ModelKey.Of(wanted).Before).Where(found => found.Store.Folder == _mirror.Folder))
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
