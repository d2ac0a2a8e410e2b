using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage.Mirrors;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Catalog;

/// <summary>Keeps copies of the cards of models that are in the object store, if any are: the service needs to know models, not to run them.</summary>
internal sealed class CardCopies(IOptions<ModelsOptions> options, IObjectStore store, TimeProvider time, ILogger<CardCopies> logger) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Prefix: { } prefix, Cache: { } cache })
            return;
        var mirror = new ContentMirror(store, ObjectPrefix.Parse(prefix), cache, time);
        using var turns = new PeriodicTimer(_every, time);
        do
            await RefreshAsync(mirror, stoppingToken);
        while (await turns.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(ContentMirror mirror, CancellationToken stop)
    {
        try
        {
            await mirror.RefreshNotesAsync(".json", stop);
        }
        catch (FarmException fault)
        {
            Log.CardsNotCopied(logger, fault.Message);
        }
    }
}
