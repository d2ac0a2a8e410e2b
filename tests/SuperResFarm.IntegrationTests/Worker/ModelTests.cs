using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;
using SuperResFarm.Worker.Engines;

namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>Where models come from, and that a result is made by the one that was meant.</summary>
public sealed class ModelTests
{
    private static readonly (string, string)[] _mirrored = [("Models:Prefix", "s3://bucket/models/")];

    [Fact]
    public async Task Item_ModelMissingOrAnother_IsLeftToOtherWorkers()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var unknown = await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", "none"));
        Assert.Equal((FailureCode.ModelUnknown, Disposition.Retry), (unknown.Code, unknown.Next));
        Assert.DoesNotContain(worker["models"], unknown.Message, StringComparison.Ordinal);

        var wanted = new string('a', 64);
        var other = await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", with: p => p with { ModelSha256 = wanted }));
        Assert.Equal((FailureCode.ModelInvalid, Disposition.Retry), (other.Code, other.Next));
        Assert.Contains(wanted, other.Message, StringComparison.Ordinal);
        var real = new ModelLibrary([]).FingerprintOf("bicubic")!;
        Assert.Contains(real, other.Message, StringComparison.Ordinal);

        Assert.Equal(real, (await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/a.png", with: p => p with { ModelSha256 = real }))).ModelSha256);
    }

    [Fact]
    public async Task Item_FileOfTheModelsNameInTheWorkingFolder_IsNoModel()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var name = Path.GetFileName(Directory.EnumerateFiles(Environment.CurrentDirectory).First(file => Path.GetFileName(file).All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')));
        Assert.Equal(FailureCode.ModelUnknown, (await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", name))).Code);
    }

    [Fact]
    public async Task Mirror_ModelOnlyInTheStore_IsFetchedAndUsed()
    {
        await using var worker = await StartMirroredAsync();
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var item = TestWorker.Order("in/a.png", "out/a.png", "mine");
        Assert.Equal(FailureCode.ModelUnknown, (await worker.FailureOfAsync(item)).Code);
        var model = await PublishAsync(worker, "mine", 2);
        var result = await ResultAtLastAsync(worker, item);
        Assert.Equal((model.OnnxSha256, result.SourceWidth * 2), (result.ModelSha256, result.Width));
        Assert.Equal([$"{model.OnnxSha256}.json", $"{model.OnnxSha256}.onnx"], worker.FilesIn("cache"));
    }

    [DataFact]
    public async Task Mirror_ModelsOfFacesOnlyInTheStore_AreFetchedWithWhatWasAccepted()
    {
        await using var worker = await StartMirroredAsync();
        await worker.PutFileAsync("in/photo.jpg", TestData.PathOf("inputs/gfpgan/whole/Blake_Lively.jpg"));
        var library = new ModelLibrary([]);
        var restorer = library.Open(TestData.PathOf("parity/gfpgan_64.pth"));
        await PublishAsync(worker, restorer.With(restorer.Card with { Name = "mine" }), "I may.");
        await PublishAsync(worker, library.Open(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth")));
        var result = await ResultAtLastAsync(worker, TestWorker.Order("in/photo.jpg", "out/a.png", with: p => p with { Faces = new FaceParameters { Model = "mine" } }));
        Assert.Equal(("mine", FaceParameters.UsualDetector, 2), (result.Faces?.Model, result.Faces?.Detector, result.Faces?.Restored));
        Assert.Equal("I may.", Assert.Single(result.Faces!.AcceptedTerms!));
        Assert.Equal(2, worker.FilesIn("cache").Count(name => name.EndsWith(".onnx", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Mirror_AtTheStart_KnowsTheModelsBeforeItIsReady()
    {
        await using var first = await TestWorker.StartAsync();
        var model = await PublishAsync(first, "mine", 2);
        await using var worker = await TestWorker.StartAsync(null, first.Store, [.. _mirrored, ("Models:Cache", first["cache"]), ("Worker:Warm:0", "mine")]);
        await worker.UntilAsync(async () => (await worker.HealthAsync("ready")).IsGood);
        Assert.Contains($"{model.OnnxSha256}.onnx", first.FilesIn("cache"));
    }

    [Fact]
    public async Task Mirror_DamagedModel_FailsItsItemsAndNoOthers()
    {
        await using var publisher = await TestWorker.StartAsync();
        var model = await PublishAsync(publisher, "mine", 2);
        await using var worker = await TestWorker.StartAsync(null, publisher.Store, [.. _mirrored, ("Models:Cache", "{folder}/cache")]);
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var good = await worker.GetAsync($"models/{model.OnnxSha256}.onnx");
        await worker.PutAsync($"models/{model.OnnxSha256}.onnx", [.. good[..^1], (byte)(good[^1] ^ 1)]);
        var failed = await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", "mine"));
        Assert.Equal((FailureCode.ModelInvalid, Disposition.Retry), (failed.Code, failed.Next));
        Assert.Contains("'mine'", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"{model.OnnxSha256}.onnx", worker.FilesIn("cache"));
        Assert.False((await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/b.png"))).Adopted);

        await worker.PutAsync($"models/{model.OnnxSha256}.onnx", good);
        Assert.Equal(model.OnnxSha256, (await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/a.png", "mine"))).ModelSha256);
    }

    [Fact]
    public async Task Model_ReplacedUnderItsName_NeverLendsItsHashToResultsOfTheOld()
    {
        await using var worker = await TestWorker.StartAsync();
        var (_, fresh) = await ReplacedAfterUseAsync(worker);
        var pinned = await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/b.png", "mine", p => p with { ModelSha256 = fresh.OnnxSha256 }));
        Assert.Equal((fresh.OnnxSha256, 3), (pinned.ModelSha256, pinned.Width / pinned.SourceWidth));
    }

    // Jobs with and without deblocking share the network that enlarges, and each other's knowledge of it.
    [Fact]
    public async Task Model_ReplacedBetweenJobsOfOtherDeblocking_IsTheNewOneForBoth()
    {
        await using var worker = await TestWorker.StartAsync();
        var (store, fresh) = await ReplacedAfterUseAsync(worker);
        var second = await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/b.png", "mine", p => p with { Deblock = "auto" }));
        Assert.Equal((fresh.OnnxSha256, 3), (second.ModelSha256, second.Width / second.SourceWidth));

        // And a model that removes blocks is used once it is here, by whichever model's job it is seen first.
        store.Add(Named(DeblockChoice.ModelName, 1), "b.pth", null, DateTimeOffset.UnixEpoch);
        store.Add(Named("other", 2), "c.pth", null, DateTimeOffset.UnixEpoch);
        var third = await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/c.png", "other", p => p with { Deblock = "auto" }));
        Assert.Equal(new ModelLibrary([worker["models"]]).FingerprintOf(new NamedModels("other", Before: DeblockChoice.ModelName)), third.ModelSha256);
    }

    [Fact]
    public async Task Rent_ModelReplacedWhileAnImageUsesTheOld_BothGoOn()
    {
        await using var worker = await TestWorker.StartAsync();
        var store = new ModelStore(worker["models"]);
        var old = store.Add(Named("mine", 2), "mine.pth", null, DateTimeOffset.UnixEpoch);
        var engines = worker.Part<WarmEngines>();
        var wanted = new UpscaleParameters { Model = "mine" };
        using var before = await engines.RentAsync(wanted, default);
        store.Remove(old);
        var fresh = store.Add(Named("mine", 3), "mine.pth", null, DateTimeOffset.UnixEpoch);
        using var after = await engines.RentAsync(wanted with { ModelSha256 = fresh.OnnxSha256 }, default);
        Assert.NotSame(before.Pipeline, after.Pipeline);
        Assert.Equal((old.OnnxSha256, fresh.OnnxSha256), (before.ModelSha256, after.ModelSha256));
        using var again = await engines.RentAsync(wanted, default);
        Assert.Same(after.Pipeline, again.Pipeline);
    }

    [Fact]
    public async Task Item_Deblock_IsDoneAsAskedAndNotedWithTheResult()
    {
        const string Fast = "superres-fast-x4";
        var shipped = Path.Combine(AppContext.BaseDirectory, "models");
        await using var worker = await TestWorker.StartAsync(("Models:Folders:0", shipped));
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        await worker.ResultOfAsync(TestWorker.Order("in/a.png", "in/coarse.jpg", with: p => p with { OutScale = null, OutWidth = 64, OutHeight = 48, Quality = 30 }));
        await worker.ResultOfAsync(TestWorker.Order("in/a.png", "in/fine.jpg", with: p => p with { OutScale = null, OutWidth = 64, OutHeight = 48, Quality = 95 }));
        var off = await EnlargedAsync("coarse", null);
        var auto = await EnlargedAsync("coarse", "auto");
        var on = await EnlargedAsync("coarse", "on");
        var fine = await EnlargedAsync("fine", "auto");
        Assert.NotEqual(off.Sha256, auto.Sha256);
        Assert.Equal(auto.Sha256, on.Sha256);
        Assert.Equal((await EnlargedAsync("fine", null)).Sha256, fine.Sha256);

        var library = new ModelLibrary([shipped]);
        Assert.Equal(library.FingerprintOf(Fast), off.ModelSha256);
        Assert.Equal(library.FingerprintOf(new NamedModels(Fast, Before: DeblockChoice.ModelName)), auto.ModelSha256);
        Assert.Equal([auto.ModelSha256, auto.ModelSha256], [on.ModelSha256, fine.ModelSha256]);

        Task<ItemResult> EnlargedAsync(string name, string? deblock) =>
            worker.ResultOfAsync(TestWorker.Order($"in/{name}.jpg", $"out/{name}-{deblock}.png", Fast, p => p with { Deblock = deblock }));
    }

    [Fact]
    public async Task Item_DeblockWithoutItsModel_IsLeftToOtherWorkers()
    {
        await using var worker = await TestWorker.StartAsync();
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var failed = await worker.FailureOfAsync(TestWorker.Order("in/a.png", "out/a.png", with: p => p with { Deblock = "on" }));
        Assert.Equal((FailureCode.ModelUnknown, Disposition.Retry), (failed.Code, failed.Next));
        Assert.Contains(DeblockChoice.ModelName, failed.Message, StringComparison.Ordinal);
        Assert.False((await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/a.png", with: p => p with { Deblock = "auto" }))).Adopted);
    }

    /// <summary>Has an image enlarged by the model "mine", twice, and then puts one of three times in its place.</summary>
    private static async Task<(ModelStore Store, StoredModel Fresh)> ReplacedAfterUseAsync(TestWorker worker)
    {
        await worker.PutFileAsync("in/a.png", Samples.PathOf("lineart.png"));
        var store = new ModelStore(worker["models"]);
        var old = store.Add(Named("mine", 2), "mine.pth", null, DateTimeOffset.UnixEpoch);
        var first = await worker.ResultOfAsync(TestWorker.Order("in/a.png", "out/a.png", "mine"));
        Assert.Equal((old.OnnxSha256, 2), (first.ModelSha256, first.Width / first.SourceWidth));
        store.Remove(old);
        return (store, store.Add(Named("mine", 3), "mine.pth", null, DateTimeOffset.UnixEpoch));
    }

    private static Task<TestWorker> StartMirroredAsync() => TestWorker.StartAsync([.. _mirrored, ("Models:Cache", "{folder}/cache")]);

    // What the store has is looked up every few seconds.
    private static async Task<ItemResult> ResultAtLastAsync(TestWorker worker, UpscaleItem item)
    {
        ItemResult? result = null;
        await worker.UntilAsync(async () =>
        {
            item = item with { Attempt = item.Attempt + 1 };   // as the farm tries again
            return (result = (await worker.EndOfAsync(item) as ItemUpscaled)?.Result) is not null;
        });
        return result!;   // or it would be waited for
    }

    /// <summary>Puts a model into the store in the object store, as an operator would copy it there.</summary>
    private static Task<StoredModel> PublishAsync(TestWorker worker, string name, int scale) => PublishAsync(worker, Named(name, scale));

    private static async Task<StoredModel> PublishAsync(TestWorker worker, Network network, string? acceptedTerms = null)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var model = new ModelStore(folder.FullName).Add(network, network.Card.Name + ".pth", acceptedTerms, DateTimeOffset.UnixEpoch);
            foreach (var file in folder.GetFiles().OrderByDescending(file => file.Extension))
                await worker.PutFileAsync("models/" + file.Name, file.FullName);
            return model;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Network Named(string name, int scale)
    {
        var network = Resampling.Build("bicubic", scale);
        return network.With(network.Card with { Name = name });
    }
}
