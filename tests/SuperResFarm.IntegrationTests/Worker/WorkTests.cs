using System.Text.Json.Nodes;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>What becomes of an item: the way from source to result, and everything that must not happen to a target.</summary>
public sealed class WorkTests : IAsyncLifetime
{
    private TestWorker _worker = null!;   // started before any test runs

    public async Task InitializeAsync() => _worker = await TestWorker.StartAsync();

    public Task DisposeAsync() => _worker.DisposeAsync().AsTask();

    [Theory]
    [InlineData("badge-alpha.png", "png", "image/png")]
    [InlineData("landscape.jpg", "jpg", "image/jpeg")]
    [InlineData("night16.png", "tif", "image/tiff")]
    [InlineData("lineart.png", "webp", "image/webp")]
    public async Task Item_Sample_IsStoredAsThePipelineWritesIt(string sample, string extension, string type)
    {
        await _worker.PutFileAsync("in/" + sample, Samples.PathOf(sample));
        var item = TestWorker.Order("in/" + sample, "out/result." + extension, "lanczos", p => p with { OutScale = 1.5 });
        var result = await _worker.ResultOfAsync(item);

        var stored = await _worker.GetAsync("out/result." + extension);
        var expected = await LocalPipeline.ResultOfAsync([], Samples.PathOf(sample), new UpscaleSettings
        {
            Model = "lanczos",
            OutScale = 1.5,
            Format = CodecSupport.FromExtension("." + extension),
        });
        Assert.Equal(expected, stored);
        Assert.Equal((FileHash.Sha256(stored), stored.LongLength, false), (result.Sha256, result.Bytes, result.Adopted));
        var head = await _worker.Store.HeadAsync(TestWorker.Uri("out/result." + extension), default);
        Assert.Equal((type, result.Sha256, item.JobId.ToString(), "0", "lanczos", result.ModelSha256),
            (head.ContentType, head.Sha256, head.Metadata["job"], head.Metadata["item"], head.Metadata["model"], head.Metadata["model-sha256"]));
        Assert.Equal(new ModelLibrary([]).FingerprintOf("lanczos"), result.ModelSha256);
        Assert.Equal((result.Width, result.SourceWidth), (int.Parse(head.Metadata["width"]), int.Parse(head.Metadata["source-width"])));
        Assert.Empty(_worker.Scratch);
        Assert.Equal(1, _worker.Broker.Acknowledged);
    }

    [DataTheory]
    [InlineData("real-esrgan/tree_alpha_16bit.png", "png")]
    [InlineData("real-esrgan/wolf_gray.jpg", "jpg")]
    [InlineData("swinir/oldphoto2.png", "avif")]
    public async Task Item_RealImageAndWeights_EqualThePipeline(string source, string extension)
    {
        await using var worker = await TestWorker.StartAsync(("Models:Folders:0", TestData.PathOf("weights")));
        await worker.PutFileAsync("in/a", TestData.PathOf("inputs/" + source));
        var item = TestWorker.Order("in/a", "out/a", "realesr-animevideov3", p => p with { OutScale = 2, Format = extension, Quality = 80, Strip = true });
        var result = await worker.ResultOfAsync(item);
        var expected = await LocalPipeline.ResultOfAsync(TestData.Root is null ? [] : [TestData.PathOf("weights")], TestData.PathOf("inputs/" + source), new UpscaleSettings
        {
            Model = "realesr-animevideov3",
            OutScale = 2,
            Format = CodecSupport.FromExtension("." + extension),
            Quality = 80,
            Strip = true,
        });
        Assert.Equal(FileHash.Sha256(expected), result.Sha256);
        Assert.Equal(expected, await worker.GetAsync("out/a"));
    }

    [Fact]
    public async Task Item_DeliveredAgain_IsAdoptedWithoutComputing()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png");
        var first = await _worker.ResultOfAsync(item);
        var written = (await _worker.Store.HeadAsync(TestWorker.Uri("out/a.png"), default)).Version;
        var again = await _worker.ResultOfAsync(item);
        var nextAttempt = await _worker.ResultOfAsync(item with { Attempt = 2 });
        var otherJob = await _worker.ResultOfAsync(item with { JobId = Guid.NewGuid() });
        Assert.All([again, nextAttempt, otherJob], result => Assert.Equal(first with { Adopted = true, Elapsed = result.Elapsed, DeviceSeconds = null, Tiles = null, Stages = null }, result));
        Assert.Equal(written, (await _worker.Store.HeadAsync(TestWorker.Uri("out/a.png"), default)).Version);
        Assert.Equal((1, 3), (_worker.Count(TestWorker.UpscaledEvent), _worker.Count(TestWorker.AdoptedEvent)));
    }

    [Fact]
    public async Task Item_TenCopiesAtOnce_AreComputedOnce()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("landscape.jpg"));
        var item = TestWorker.Order("in/a.png", "out/a.png");
        for (var copy = 0; copy < 10; copy++)
            await _worker.Broker.SendAsync(item, default);
        await _worker.UntilAsync(() => _worker.Broker.Acknowledged == 10);
        Assert.Equal(1, _worker.Count(TestWorker.UpscaledEvent));
        Assert.All(_worker.EndsOf(item), end => Assert.IsType<ItemUpscaled>(end));
    }

    [Fact]
    public async Task Item_OtherSettingsOrSource_ReplacesWhatTheFarmMade()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png");
        var first = await _worker.ResultOfAsync(item);
        var larger = await _worker.ResultOfAsync(item with { JobId = Guid.NewGuid(), Parameters = item.Parameters with { OutScale = 3 } });
        Assert.Equal((first.Width * 3 / 2, false), (larger.Width, larger.Adopted));
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("text.png"));
        var other = await _worker.ResultOfAsync(item with { JobId = Guid.NewGuid() });
        Assert.False(other.Adopted);
        Assert.Equal(other.Sha256, FileHash.Sha256(await _worker.GetAsync("out/a.png")));
    }

    [Fact]
    public async Task Item_ForeignObjectAtTheTarget_StaysUnlessAskedFor()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        await _worker.PutAsync("out/a.png", [1, 2, 3]);
        var item = TestWorker.Order("in/a.png", "out/a.png");
        var failure = await _worker.FailureOfAsync(item);
        Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), (failure.Code, failure.Next));
        Assert.Contains("s3://bucket/out/a.png", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await _worker.GetAsync("out/a.png"));
        Assert.Equal(0, _worker.Count(TestWorker.UpscaledEvent));

        var result = await _worker.ResultOfAsync(item with { JobId = Guid.NewGuid(), Parameters = item.Parameters with { Overwrite = true } });
        Assert.Equal(result.Sha256, FileHash.Sha256(await _worker.GetAsync("out/a.png")));
    }

    [Fact]
    public async Task Item_FilePutInPlaceOfTheResult_IsForeign()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png");
        await _worker.ResultOfAsync(item);
        File.WriteAllBytes(_worker["store/bucket/out/a.png"], [1, 2, 3]);   // by another program
        Assert.Equal(FailureCode.OutputUnwritable, (await _worker.FailureOfAsync(item with { Attempt = 2 })).Code);
        Assert.Equal([1, 2, 3], await _worker.GetAsync("out/a.png"));
    }

    [Fact]
    public async Task Item_PinnedSource_MustBeUnchanged()
    {
        var head = await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png") with { SourceVersion = head.Version.ETag };
        Assert.False((await _worker.ResultOfAsync(item)).Adopted);
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("text.png"));
        var failure = await _worker.FailureOfAsync(item with { Attempt = 2 });
        Assert.Equal((FailureCode.SourceChanged, Disposition.Reject), (failure.Code, failure.Next));
        var quoted = await _worker.ResultOfAsync(item with { Attempt = 3, SourceVersion = $"\"{(await _worker.Store.HeadAsync(TestWorker.Uri("in/a.png"), default)).Version.ETag}\"" });
        Assert.Equal(quoted.Sha256, FileHash.Sha256(await _worker.GetAsync("out/a.png")));
    }

    [Fact]
    public async Task Item_ThatCannotBe_IsRejectedWithItsReason()
    {
        await _worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var good = TestWorker.Order("in/a.png", "out/a.png");
        (UpscaleItem Item, FailureCode Code)[] wrong =
        [
            (good with { Source = "s3://bucket/in/none.png" }, FailureCode.SourceMissing),
            (good with { Source = "s3://bucket/../../etc/passwd" }, FailureCode.AddressInvalid),
            (good with { Target = good.Source }, FailureCode.OutputUnwritable),
            (good with { Target = "s3://bucket/out/a.gif" }, FailureCode.SettingsInvalid),
            (good with { Parameters = good.Parameters with { Format = "jpg" } }, FailureCode.SettingsInvalid),
            (good with { Parameters = good.Parameters with { Quality = 0 } }, FailureCode.SettingsInvalid),
            (good with { Parameters = good.Parameters with { OutScale = null, OutWidth = 1_000_000, OutHeight = 1_000_000 } }, FailureCode.OutputTooLarge),
            (good with { Parameters = good.Parameters with { DenoiseStrength = 0.5 } }, FailureCode.SettingsInvalid),
        ];
        foreach (var (item, code) in wrong)
        {
            var failure = await _worker.FailureOfAsync(item with { JobId = Guid.NewGuid() });
            Assert.True((code, Disposition.Reject) == (failure.Code, failure.Next), failure.ToString());
        }
        Assert.Equal(wrong.Length, _worker.Broker.Acknowledged);
        Assert.Null(await _worker.Store.FindAsync(TestWorker.Uri("out/a.png"), default));
    }

    [Fact]
    public async Task Item_SourceBeyondTheLimit_IsNotEvenFetched()
    {
        await using var worker = await TestWorker.StartAsync(("ImageLimits:MaxBytes", "1000"));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        Assert.Equal(FailureCode.SourceTooLarge, (await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png"))).Code);
    }

    [DataFact]
    public async Task Items_HostileCollection_EachEndsAndTheWorkerGoesOn()
    {
        Dictionary<string, FailureCode> refused = new()
        {
            ["truncated.jpg"] = FailureCode.SourceCorrupt,
            ["truncated_header.jpg"] = FailureCode.SourceCorrupt,
            ["bad_crc.png"] = FailureCode.SourceCorrupt,
            ["zero_size.png"] = FailureCode.SourceCorrupt,
            ["bomb_header.png"] = FailureCode.SourceTooLarge,
            ["bomb_real.png"] = FailureCode.SourceTooLarge,
            ["text.png"] = FailureCode.SourceUnsupported,
            ["empty.png"] = FailureCode.SourceUnsupported,
            ["float32.tif"] = FailureCode.SourceUnsupported,
            ["palette.bmp"] = FailureCode.SourceUnsupported,
            ["external.svg"] = FailureCode.SourceUnsupported,
        };
        var files = JsonNode.Parse(File.ReadAllText(TestData.PathOf("hostile/manifest.json")))!.AsArray().Select(entry => (string)entry!["file"]!).ToList();
        var items = files.ToDictionary(file => file, file => TestWorker.Order("in/" + file, $"out/{file}.png"));
        foreach (var (file, item) in items)
        {
            await _worker.PutFileAsync("in/" + file, TestData.PathOf("hostile/" + file));
            await _worker.Broker.SendAsync(item, default);
        }
        await _worker.UntilAsync(() => items.Values.All(item => _worker.EndsOf(item).Count == 1));
        var expected = files.Select(file => (file, refused.TryGetValue(file, out var code) ? code.ToString() : "done"));
        Assert.Equal(expected, files.Select(file => (file, _worker.EndsOf(items[file])[0] is ItemFailed { Next: Disposition.Reject } failed ? failed.Code.ToString() : "done")));
        Assert.All(_worker.Broker.Reports.OfType<ItemFailed>(), failed => Assert.DoesNotContain(_worker["scratch"], failed.Message, StringComparison.Ordinal));
        Assert.Equal(files.Count, _worker.Broker.Acknowledged);
        Assert.Empty(_worker.Scratch);
    }
}
