using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>What a worker refuses, whoever asks, and what it tells of a result: in the file, in the store, and in its report.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private TestWorker _worker = null!;   // started before any test runs

    public async Task InitializeAsync() => _worker = await TestWorker.StartAsync();

    public Task DisposeAsync() => _worker.DisposeAsync().AsTask();

    [Fact]
    public async Task Item_Evidence_TellsTheSameInFileStoreAndReport()
    {
        await _worker.PutFileAsync("in/a.jpg", Samples.PathOf("landscape.jpg"));
        var item = TestWorker.Order("in/a.jpg", "out/a.png", with: p => p with { Fidelity = FidelityLevel.Evidence, DivergenceMap = true });
        var result = await _worker.ResultOfAsync(item);
        var source = FileHash.Sha256(File.ReadAllBytes(Samples.PathOf("landscape.jpg")));
        Assert.Equal((source, FidelityLevel.Evidence, "classical", "s3://bucket/out/a.png.divergence.png"), (result.SourceSha256, result.Fidelity, result.ModelFidelity, result.DivergenceMap));
        Assert.InRange(result.Consistency!.WorstPsnr, 10, result.Consistency.Psnr);

        var notes = (await _worker.Store.HeadAsync(TestWorker.Uri("out/a.png"), default)).Metadata;
        Assert.Equal((source, "evidence", "classical"), (notes["source-sha256"], notes["fidelity"], notes["model-fidelity"]));
        var file = Encoding.UTF8.GetString(await _worker.GetAsync("out/a.png"));
        Assert.All([$"srf:SourceSHA256=\"{source}\"", "srf:Fidelity=\"evidence\"", "srf:Model=\"bicubic\""], part => Assert.Contains(part, file, StringComparison.Ordinal));
        Assert.DoesNotContain(item.JobId.ToString(), file, StringComparison.Ordinal);

        var map = await _worker.Store.HeadAsync(TestWorker.Uri("out/a.png.divergence.png"), default);
        Assert.Equal(("image/png", notes["fingerprint"]), (map.ContentType, map.Metadata["fingerprint"]));
        var again = await _worker.ResultOfAsync(item with { JobId = Guid.NewGuid() });
        Assert.Equal(result with { Adopted = true, Elapsed = again.Elapsed, Warnings = null, DeviceSeconds = null, Tiles = null, Stages = null }, again with { Warnings = null });
        Assert.Equal(result.Warnings, again.Warnings);
    }

    [Fact]
    public async Task Item_Upscaled_TellsHowItWasCutAndWhatItTook()
    {
        await using var worker = await TestWorker.StartAsync(("Worker:DeviceHourPrice", "7.2"), ("Worker:Lanes", "2"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("badge-alpha.png"));
        var version = (await worker.Store.HeadAsync(TestWorker.Uri("in/a.png"), default)).Version.ETag;
        var item = TestWorker.Order("in/a.png", "out/a.png");
        var result = await worker.ResultOfAsync(item);
        Assert.Equal(version, result.SourceVersion);
        var (tiles, stages) = (result.Tiles!, result.Stages!);
        Assert.True(tiles.Count >= 1 && tiles.Passes >= 1 && tiles.Count * tiles.Width * tiles.Height >= result.SourceWidth * result.SourceHeight, $"{tiles}");
        Assert.All(new[] { stages.Fetch, stages.Queue, stages.Decode, stages.Infer, stages.Place, stages.Encode, stages.Store }, seconds => Assert.InRange(seconds, 0, result.Elapsed.TotalSeconds * 2));
        Assert.True(stages is { Fetch: > 0, Decode: > 0, Infer: > 0, Store: > 0 }, $"{stages}");
        Assert.Equal(stages.Infer / 2, result.DeviceSeconds!.Value, 9);
        Assert.Equal(result.DeviceSeconds!.Value * 0.002, result.Cost!.Value, 12);

        var again = await worker.ResultOfAsync(item with { JobId = Guid.NewGuid() });
        Assert.Equal((version, null, null, null, null), (again.SourceVersion, again.DeviceSeconds, again.Cost, again.Tiles, again.Stages));
    }

    [Theory]
    [InlineData(FidelityLevel.Evidence, "sharp", true)]
    [InlineData(FidelityLevel.Faithful, "sharp", true)]
    [InlineData(FidelityLevel.Balanced, "sharp", false)]
    [InlineData(FidelityLevel.Balanced, "faces", true)]
    [InlineData(FidelityLevel.Perceptual, "faces", false)]
    [InlineData(null, "sharp", false)]
    public async Task Item_ModelThatTheFidelityRefuses_FailsAtOnce(FidelityLevel? level, string model, bool refused)
    {
        Import("sharp", Fidelity.Perceptual);
        Import("faces", Fidelity.Face);
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var end = await _worker.EndOfAsync(TestWorker.Order("in/a.png", "out/a.png", model, p => p with { Fidelity = level }));
        Assert.Equal(refused, end is ItemFailed { Code: FailureCode.SettingsInvalid, Next: Disposition.Reject } failed && failed.Message.Contains($"the fidelity {level?.Spelled()} allows", StringComparison.Ordinal));
        Assert.Equal(refused, end is not ItemUpscaled);
        Assert.Equal(refused, await _worker.Store.FindAsync(TestWorker.Uri("out/a.png"), default) is null);
    }

    [Fact]
    public async Task Item_EvidenceWithoutFigures_IsRefused()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var failure = await _worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", with: p => p with { Fidelity = FidelityLevel.Evidence, Consistency = false }));
        Assert.Equal((FailureCode.SettingsInvalid, Disposition.Reject), (failure.Code, failure.Next));
    }

    [Fact]
    public async Task Item_MapAtAForeignObject_StaysAndNoResultIsStored()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        await _worker.PutAsync("out/a.png.divergence.png", [1, 2, 3]);
        var item = TestWorker.Order("in/a.png", "out/a.png", with: p => p with { DivergenceMap = true });
        Assert.Equal(FailureCode.OutputUnwritable, (await _worker.FailureOfAsync(item)).Code);
        Assert.Equal([1, 2, 3], await _worker.GetAsync("out/a.png.divergence.png"));
        Assert.Null(await _worker.Store.FindAsync(TestWorker.Uri("out/a.png"), default));
    }

    private void Import(string name, Fidelity fidelity)
    {
        var network = Resampling.Build(fidelity == Fidelity.Face ? "lanczos" : "bicubic", 2);
        new ModelStore(_worker["models"]).Add(network.With(network.Card with { Name = name, Fidelity = fidelity, Sha256 = FileHash.Sha256(Encoding.UTF8.GetBytes(name)) }), "test", null, DateTimeOffset.UnixEpoch);
    }
}
