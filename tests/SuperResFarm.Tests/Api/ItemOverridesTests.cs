using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Api;

public sealed class ItemOverridesTests : IDisposable
{
    private static readonly UpscaleParameters _job = new() { Model = "bicubic", OutScale = 2, Quality = 90, Format = "jpg" };

    private readonly string _folder = Directory.CreateTempSubdirectory("superres-overrides-").FullName;
    private readonly ParameterCheck _check;

    public ItemOverridesTests() => _check = CheckOf(KnownModels.Of(new ModelsOptions { Folders = [_folder] }));

    private static ParameterCheck CheckOf(KnownModels models) => new(models, new FaceCheck(models, Options.Create(new ApiOptions())), Options.Create(new ApiOptions()));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_Nothing_IsTheJobs()
    {
        var overrides = new ItemOverrides(_check, _job);
        Assert.Null(overrides.Of(null));
        Assert.Null(overrides.Of(new ItemParameters()));
    }

    [Fact]
    public void Of_WhatIsGiven_GoesBeforeTheJobs()
    {
        var own = new ItemOverrides(_check, _job).Of(new ItemParameters { Model = "lanczos", Quality = 50, Strip = true, Format = "PNG" })!;
        Assert.Empty(own.Mistakes);
        Assert.Equal(("lanczos", 50, true, "png", 2.0, "x2"), (own.Parameters.Model, own.Parameters.Quality, own.Parameters.Strip, own.Parameters.Format, own.Parameters.OutScale, own.Size));
        var (alone, _) = _check.Pin(_job with { Model = "lanczos" }, new List<ItemMistake>());
        Assert.Equal(alone.ModelSha256, own.Parameters.ModelSha256);
    }

    [Fact]
    public void Of_ScaleAndExactSize_ReplaceEachOther()
    {
        var exact = new ItemOverrides(_check, _job).Of(new ItemParameters { OutWidth = 640, OutHeight = 480 })!;
        Assert.Equal((null, 640, 480, "640x480"), (exact.Parameters.OutScale, exact.Parameters.OutWidth, exact.Parameters.OutHeight, exact.Size));
        var scaled = new ItemOverrides(_check, _job with { OutScale = null, OutWidth = 640, OutHeight = 480 }).Of(new ItemParameters { OutScale = 3 })!;
        Assert.Equal((3.0, null, null, "x3"), (scaled.Parameters.OutScale, scaled.Parameters.OutWidth, scaled.Parameters.OutHeight, scaled.Size));
        Assert.Equal("parameters/outHeight", Assert.Single(new ItemOverrides(_check, _job).Of(new ItemParameters { OutWidth = 640 })!.Mistakes).Part);
        Assert.Equal("parameters/outScale", Assert.Single(new ItemOverrides(_check, _job).Of(new ItemParameters { OutWidth = 640, OutHeight = 480, OutScale = 2 })!.Mistakes).Part);
    }

    [Fact]
    public void Of_PinnedJob_PinsTheOtherModelAnew()
    {
        var (pinned, _) = _check.Pin(_job, new List<ItemMistake>());
        var own = new ItemOverrides(_check, _job with { ModelSha256 = pinned.ModelSha256 }).Of(new ItemParameters { Model = "lanczos" })!;
        Assert.Empty(own.Mistakes);
        Assert.NotEqual(pinned.ModelSha256, own.Parameters.ModelSha256);
        var same = new ItemOverrides(_check, _job with { ModelSha256 = new string('0', 64) }).Of(new ItemParameters { Quality = 3 })!;
        Assert.Equal("parameters/modelSha256", Assert.Single(same.Mistakes).Part);
    }

    [Theory]
    [InlineData(FidelityLevel.Faithful, FidelityLevel.Evidence, null)]
    [InlineData(FidelityLevel.Faithful, FidelityLevel.Faithful, null)]
    [InlineData(null, FidelityLevel.Evidence, null)]
    [InlineData(FidelityLevel.Evidence, FidelityLevel.Faithful, "parameters/fidelity")]
    [InlineData(FidelityLevel.Faithful, FidelityLevel.Perceptual, "parameters/fidelity")]
    public void Of_Fidelity_MayOnlyBecomeStricter(FidelityLevel? job, FidelityLevel asked, string? mistake)
    {
        var own = new ItemOverrides(_check, _job with { Fidelity = job }).Of(new ItemParameters { Fidelity = asked })!;
        Assert.Equal(mistake, own.Mistakes.Select(one => one.Part).SingleOrDefault());
        if (mistake is null)
            Assert.Equal(asked, own.Parameters.Fidelity);
    }

    [Fact]
    public void Of_ModelThatTheJobsFidelityRefuses_IsAMistake()
    {
        var network = Resampling.Build("bicubic", 4);
        new ModelStore(_folder).Add(network.With(network.Card with { Name = "sharp", Fidelity = Fidelity.Perceptual }), "test", null, DateTimeOffset.UnixEpoch);
        var own = new ItemOverrides(_check, _job with { Fidelity = FidelityLevel.Faithful }).Of(new ItemParameters { Model = "sharp" })!;
        var mistake = Assert.Single(own.Mistakes);
        Assert.Equal("parameters/model", mistake.Part);
        Assert.Contains("'sharp' counts as perceptual", mistake.Detail, StringComparison.Ordinal);
        Assert.Equal("parameters/consistency", Assert.Single(
            new ItemOverrides(_check, _job with { Fidelity = FidelityLevel.Evidence }).Of(new ItemParameters { Consistency = false })!.Mistakes).Part);
    }

    [Fact]
    public void Of_ManyWishes_RemembersABoundedNumber()
    {
        var overrides = new ItemOverrides(_check, _job);
        Assert.Same(overrides.Of(new ItemParameters { TimeLimitSeconds = 5 }), overrides.Of(new ItemParameters { TimeLimitSeconds = 5 }));
        for (var wish = 1; wish <= 2000; wish++)
            Assert.Equal(wish, overrides.Of(new ItemParameters { TimeLimitSeconds = wish })!.Parameters.TimeLimitSeconds);
        Assert.InRange(overrides.Kept, 1, 256);
    }

    [Fact]
    public void Rules_ItemWithItsOwn_IsNamedByItAndTellsItsMistakes()
    {
        var plan = new JobPlan
        {
            Parameters = _job,
            Overrides = new ItemOverrides(_check, _job),
            Output = ObjectPrefix.Parse("s3://results/out/"),
            Size = "x2",
            Access = new AccessRules(null, null),
        };
        var mistakes = new List<ItemMistake>();
        var item = new ItemRules(plan).Of(new ItemRequest("s3://images/a.tif") { Parameters = new ItemParameters { Model = "lanczos", OutScale = 3, Format = "png" } }, mistakes);
        Assert.Empty(mistakes);
        Assert.Equal(("s3://results/out/a_tif_lanczos_x3.png", "lanczos"), (item.Target, item.Parameters?.Model));
        Assert.Null(new ItemRules(plan).Of(new ItemRequest("s3://images/a.tif"), mistakes).Parameters);
        new ItemRules(plan).Of(new ItemRequest("s3://images/a.tif") { Parameters = new ItemParameters { Model = "none", Quality = 0 } }, mistakes);
        Assert.Equal(("parameters/quality", FailureCode.SettingsInvalid, "parameters.quality: must be 1 to 100"), (mistakes[0].Part, mistakes[0].Code, mistakes[0].Sentence));
        mistakes.Clear();
        new ItemRules(plan).Of(new ItemRequest("s3://images/a.tif", "s3://results/b.jpg") { Parameters = new ItemParameters { Format = "png" } }, mistakes);
        Assert.Contains("contradict", Assert.Single(mistakes).Detail, StringComparison.Ordinal);
    }
}
