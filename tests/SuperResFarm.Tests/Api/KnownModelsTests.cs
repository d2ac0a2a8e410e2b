using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Tests.Api;

public sealed class KnownModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("superres-models-").FullName;
    private readonly KnownModels _models;

    public KnownModelsTests() => _models = KnownModels.Of(new ModelsOptions { Folders = [_folder] });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_StoredModel_IsKnownByNameAndAlias()
    {
        var stored = Add("realesr-animevideov3", 3);
        foreach (var name in ModelCatalog.BuiltIn.Find("realesr-animevideov3")!.Aliases.Append("realesr-animevideov3"))
        {
            Assert.Equal((3, null), (_models.Find(name)?.Card?.Scale, _models.Find(name)?.Refusal));
            Assert.Equal(stored.OnnxSha256, _models.FingerprintOf(new NamedModels(name)));
        }
        Assert.Contains(_models.List(), model => model is { Name: "realesr-animevideov3", Scale: 3 } && model.Fingerprint == stored.OnnxSha256);
    }

    [Fact]
    public void Find_AfterAnImport_KnowsTheNewModel()
    {
        Assert.Null(_models.Find("mine"));
        Add("mine", 2);
        Assert.Equal(2, _models.Find("mine")?.Card?.Scale);
    }

    [Fact]
    public void Find_FaceModelOrDamagedFile_IsRefused()
    {
        Add("faces", 1, ModelTask.RestoreFace);
        File.WriteAllText(Path.Combine(_folder, "broken.pth"), "no model at all");
        Assert.Contains("faces", _models.Find("faces")?.Refusal);
        Assert.NotNull(_models.Find("broken")?.Refusal);
        Assert.DoesNotContain(_models.List(), model => model.Name is "broken");
        Assert.Equal("restore-face", Assert.Single(_models.List(), model => model.Name == "faces").Task);   // named in faces, and nowhere else
        Assert.DoesNotContain(_models.Usable(), model => model.Name is "faces" or "broken");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../models/x")]
    [InlineData("")]
    [InlineData(".")]
    public void Find_Path_IsNoModel(string name) => Assert.Null(_models.Find(name));

    [Fact]
    public void Pin_KnownModel_PinsItAndNamesTheSize()
    {
        var stored = Add("mine", 2);
        var (pinned, size) = Pin(new UpscaleParameters { Model = "mine", Format = "PNG" }, out var mistakes);
        mistakes.ThrowIfAny();
        Assert.Equal((stored.OnnxSha256, "png", "x2"), (pinned.ModelSha256, pinned.Format, size));
    }

    [Fact]
    public void Pin_StrengthWithoutPartner_IsAMistake()
    {
        Add("realesr-general-x4v3", 4);
        Pin(new UpscaleParameters { Model = "realesr-general-x4v3", DenoiseStrength = 0.5 }, out var absent);
        Assert.Contains("is not here", Assert.Throws<ProblemException>(absent.ThrowIfAny).Message);
        Add(_models.PartnerOf("realesr-general-x4v3")!, 4, seed: 2);
        Pin(new UpscaleParameters { Model = "realesr-general-x4v3", DenoiseStrength = 0.5 }, out var good);
        good.ThrowIfAny();
        Pin(new UpscaleParameters { Model = "bicubic", DenoiseStrength = 0.5 }, out var formula);
        Assert.Contains("no partner", Assert.Throws<ProblemException>(formula.ThrowIfAny).Message);
    }

    [Fact]
    public void Pin_Deblock_IsPinnedWithTheModelThatDoesIt()
    {
        var plain = Add("mine", 2, fidelity: Fidelity.Psnr).OnnxSha256;
        Assert.Equal(("off", plain), Deblocked(null, "mine"));
        Pin(new UpscaleParameters { Model = "mine", Deblock = "on" }, out var absent);
        Assert.Contains("removes blocks, is not here", Assert.Throws<ProblemException>(absent.ThrowIfAny).Message);

        Add(DeblockChoice.ModelName, 1, seed: 2);
        var (choice, both) = Deblocked(null, "mine");
        Assert.Equal("auto", choice);
        Assert.NotEqual(plain, both);
        Assert.Equal(("0.5", both), Deblocked("0.5", "mine"));
        Assert.Equal(("off", plain), Deblocked("off", "mine"));
        Assert.Equal(("auto", both), Deblocked("auto", "mine", pin: plain));   // as GET /v1/models tells it
        Assert.Equal(("off", _models.FingerprintOf(new NamedModels("bicubic"))), Deblocked("auto", "bicubic"));   // which amplifies nothing
        Pin(new UpscaleParameters { Model = "mine", Deblock = "maybe" }, out var wrong);
        Assert.Contains("auto, on, off", Assert.Throws<ProblemException>(wrong.ThrowIfAny).Message);
    }

    [Fact]
    public void Pin_ModelThatTheFidelityRefuses_NamesThoseItAllows()
    {
        Add("sharp", 4, fidelity: Fidelity.Perceptual);
        Add("exact", 4, seed: 2, fidelity: Fidelity.Psnr);
        foreach (var level in new[] { FidelityLevel.Evidence, FidelityLevel.Faithful })
        {
            Pin(new UpscaleParameters { Model = "sharp", Fidelity = level }, out var mistakes);
            var problem = Assert.Throws<ProblemException>(mistakes.ThrowIfAny);
            Assert.Equal((422, "settings-invalid", "/parameters/model"), (problem.Status, problem.Code, problem.Errors?.Single().Pointer));
            Assert.Contains("'sharp' counts as perceptual", problem.Message, StringComparison.Ordinal);
            Assert.EndsWith("use bicubic, lanczos, exact", problem.Message, StringComparison.Ordinal);
        }
        Pin(new UpscaleParameters { Model = "sharp", Fidelity = FidelityLevel.Balanced }, out var good);
        good.ThrowIfAny();
    }

    [Theory]
    [InlineData(FidelityLevel.Evidence, "superres-compact-x4", "lanczos")]
    [InlineData(FidelityLevel.Faithful, "superres-compact-x4", "lanczos")]
    [InlineData(FidelityLevel.Balanced, "superres-compact-x4", "superres-real-x4", "lanczos")]
    [InlineData(FidelityLevel.Perceptual, "realesr-general-x4v3", "superres-real-x4")]
    public void Pin_NoModel_TakesTheFirstThatIsHere(FidelityLevel level, params string[] wanted)
    {
        foreach (var name in wanted.Reverse())
        {
            if (name != "lanczos")
                Add(name, 2 + Array.IndexOf(wanted, name), fidelity: name == "superres-compact-x4" ? Fidelity.Psnr : Fidelity.Perceptual);
            var (pinned, _) = Pin(new UpscaleParameters { Fidelity = level }, out var mistakes);
            mistakes.ThrowIfAny();
            Assert.Equal(name, pinned.Model);
            Assert.Equal(64, pinned.ModelSha256?.Length);
        }
    }

    [Fact]
    public void Pin_NeitherModelNorFidelity_IsAMistake()
    {
        Pin(new UpscaleParameters(), out var mistakes);
        Assert.Contains("must be a model's name", Assert.Throws<ProblemException>(mistakes.ThrowIfAny).Message, StringComparison.Ordinal);
        Pin(new UpscaleParameters { Fidelity = FidelityLevel.Perceptual }, out var absent);
        Assert.Contains("there is no model 'realesr-general-x4v3' here", Assert.Throws<ProblemException>(absent.ThrowIfAny).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pin_Evidence_DeblocksOnlyWhereAsked()
    {
        Add("mine", 2, fidelity: Fidelity.Psnr);
        Add(DeblockChoice.ModelName, 1, seed: 2, fidelity: Fidelity.Perceptual);
        foreach (var (level, asked, expected) in new[]
        {
            (FidelityLevel.Evidence, null, "off"), (FidelityLevel.Evidence, "auto", "auto"), (FidelityLevel.Evidence, "on", "on"), (FidelityLevel.Faithful, null, "auto"),
        })
        {
            var (pinned, _) = Pin(new UpscaleParameters { Model = "mine", Fidelity = level, Deblock = asked }, out var mistakes);
            mistakes.ThrowIfAny();
            Assert.Equal(expected, pinned.Deblock);
        }
    }

    private (string?, string?) Deblocked(string? choice, string model, string? pin = null)
    {
        var (pinned, _) = Pin(new UpscaleParameters { Model = model, Deblock = choice, ModelSha256 = pin }, out var mistakes);
        mistakes.ThrowIfAny();
        return (pinned.Deblock, pinned.ModelSha256);
    }

    private (UpscaleParameters, string?) Pin(UpscaleParameters parameters, out MistakeList mistakes) =>
        new ParameterCheck(_models, new FaceCheck(_models, Options.Create(new ApiOptions())), Options.Create(new ApiOptions())).Pin(parameters, mistakes = new MistakeList());

    private StoredModel Add(string name, int scale, ModelTask task = ModelTask.Upscale, int seed = 0, Fidelity fidelity = Fidelity.Classical)
    {
        var network = Resampling.Build(seed == 0 ? "bicubic" : "lanczos", scale);
        return new ModelStore(_folder).Add(network.With(network.Card with { Name = name, Task = task, Fidelity = fidelity }), "test", null, DateTimeOffset.UnixEpoch);
    }
}
