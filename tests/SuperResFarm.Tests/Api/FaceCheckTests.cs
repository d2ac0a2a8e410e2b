using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Tests.Api;

public sealed class FaceCheckTests : IDisposable
{
    private static readonly UpscaleParameters _job = new() { Model = "bicubic", OutScale = 2, Faces = new FaceParameters { AcceptLicence = true } };

    private readonly string _folder = Directory.CreateTempSubdirectory("superres-faces-").FullName;
    private readonly KnownModels _models;

    public FaceCheckTests()
    {
        Add("GFPGANv1.4", ModelTask.RestoreFace, "GFPGAN", 1);
        Add("RestoreFormer", ModelTask.RestoreFace, "RestoreFormer", 2);
        Add(FaceParameters.UsualDetector, ModelTask.DetectFaces, "RetinaFace", 3);
        _models = KnownModels.Of(new ModelsOptions { Folders = [_folder] });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pin_NothingNamed_NamesWhatIsUsual()
    {
        var (pinned, mistakes) = Pin(_job);
        Assert.Empty(mistakes);
        Assert.Equal(("GFPGANv1.4", FaceParameters.UsualDetector, "none"), (pinned.Faces?.Model, pinned.Faces?.Detector, pinned.Faces?.Parser));
        Add(FaceParameters.UsualParser, ModelTask.ParseFaces, "mine", 4);
        Assert.Equal(FaceParameters.UsualParser, Pin(_job).Pinned.Faces?.Parser);
        Assert.Equal("none", Pin(_job with { Faces = _job.Faces! with { Parser = "none" } }).Pinned.Faces?.Parser);
        Assert.Equal("none", Pin(_job with { Faces = _job.Faces! with { Aligned = true } }).Pinned.Faces?.Parser);
    }

    [Fact]
    public void Pin_Faces_BelongToWhatIsPinned()
    {
        var plain = Pin(_job with { Faces = null }).Pinned.ModelSha256;
        var hashes = new FaceParameters[] { new(), new() { Version = "restoreformer" }, new() { Aligned = true } }
            .Select(faces => Pin(_job with { Faces = faces with { AcceptLicence = true } }).Pinned.ModelSha256).Append(plain).ToList();
        Assert.Equal(4, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Equal(64, hash?.Length));
        Assert.Equal(hashes[0], Pin(_job with { ModelSha256 = plain }).Pinned.ModelSha256);   // as GET /v1/models tells it
        Assert.Equal(hashes[0], Pin(_job with { Faces = _job.Faces! with { Weight = 0.5, MaxFaces = 3 } }).Pinned.ModelSha256);   // what changes no model
        Assert.Equal("parameters/modelSha256", Assert.Single(Pin(_job with { ModelSha256 = hashes[1] }).Mistakes).Part);
    }

    [Fact]
    public void Pin_Without_IsAJobWithoutFaces()
    {
        var (pinned, mistakes) = Pin(_job with { Faces = new FaceParameters { Enhance = false, Model = "no-such" } });
        Assert.Empty(mistakes);
        Assert.Null(pinned.Faces);
        Assert.Equal(Pin(_job with { Faces = null }).Pinned, pinned);
    }

    [Theory]
    [InlineData("1.3", null, null, "parameters/faces/model", FailureCode.ModelUnknown, "no model 'GFPGANv1.3' here, which restores faces")]
    [InlineData("2", null, null, "parameters/faces/version", FailureCode.SettingsInvalid, "1.3, 1.4, RestoreFormer")]
    [InlineData("1.4", "mine", null, "parameters/faces/version", FailureCode.SettingsInvalid, "both say what restores")]
    [InlineData(null, "bicubic", null, "parameters/faces/model", FailureCode.ModelInvalid, "'bicubic' is not one that restores faces")]
    [InlineData(null, "../x", null, "parameters/faces/model", FailureCode.SettingsInvalid, "must be a model's name")]
    [InlineData(null, null, "RestoreFormer", "parameters/faces/detector", FailureCode.ModelInvalid, "is not one that finds faces")]
    public void Pin_ModelThatCannotBe_IsNamed(string? version, string? model, string? detector, string part, FailureCode code, string said)
    {
        var mistake = Assert.Single(Pin(_job with { Faces = _job.Faces! with { Version = version, Model = model, Detector = detector } }).Mistakes);
        Assert.Equal((part, code), (mistake.Part, mistake.Code));
        Assert.Contains(said, mistake.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1, null, false, "parameters/faces/weight")]
    [InlineData(1.01, null, false, "parameters/faces/weight")]
    [InlineData(double.NaN, null, false, "parameters/faces/weight")]
    [InlineData(null, 0, false, "parameters/faces/maxFaces")]
    [InlineData(null, 1001, false, "parameters/faces/maxFaces")]
    [InlineData(null, null, true, "parameters/faces/onlyCenterFace")]
    public void Pin_ValueOutOfRange_IsNamed(double? weight, int? most, bool both, string part) => Assert.Equal(
        part, Assert.Single(Pin(_job with { Faces = _job.Faces! with { Weight = weight, MaxFaces = most, Aligned = both, OnlyCenterFace = both } }).Mistakes).Part);

    [Theory]
    [InlineData(FidelityLevel.Evidence, true)]
    [InlineData(FidelityLevel.Faithful, true)]
    [InlineData(FidelityLevel.Balanced, true)]
    [InlineData(FidelityLevel.Perceptual, false)]
    public void Pin_Fidelity_RefusesWhatMakesFacesUp(FidelityLevel level, bool refuses)
    {
        var mistakes = Pin(_job with { Fidelity = level }).Mistakes;
        Assert.Equal(refuses ? ["parameters/faces"] : [], mistakes.Select(mistake => mistake.Part));
    }

    [Fact]
    public void Pin_TermsNotAccepted_TellsThem()
    {
        var mistake = Assert.Single(Pin(_job with { Faces = new FaceParameters() }).Mistakes);
        Assert.Equal(("parameters/faces/acceptLicence", FailureCode.LicenceNotAccepted), (mistake.Part, mistake.Code));
        Assert.Contains("StyleGAN2", mistake.Detail, StringComparison.Ordinal);
        Assert.Empty(Pin(_job with { Faces = new FaceParameters { Version = "RestoreFormer" } }).Mistakes);
        Assert.True(Pin(_job).Pinned.Faces?.AcceptLicence);
    }

    [Fact]
    public void Pin_TermsAcceptedAtImport_AreNotAskedForAgain()
    {
        Add("mine", ModelTask.RestoreFace, "GFPGAN", 5, "I may.");
        Assert.Empty(Pin(_job with { Faces = new FaceParameters { Model = "mine" } }).Mistakes);
    }

    [Fact]
    public void Pin_ModelsOfWorkersOnly_AreNotPinned()
    {
        var (pinned, mistakes) = Pin(_job with { Faces = new FaceParameters { Version = "1.3", AcceptLicence = true } }, unknown: true);
        Assert.Empty(mistakes);
        Assert.Equal(("GFPGANv1.3", null), (pinned.Faces?.Model, pinned.ModelSha256));
    }

    private (UpscaleParameters Pinned, List<ItemMistake> Mistakes) Pin(UpscaleParameters parameters, bool unknown = false)
    {
        var (options, mistakes) = (Options.Create(new ApiOptions { AcceptUnknownModels = unknown }), new List<ItemMistake>());
        return (new ParameterCheck(_models, new FaceCheck(_models, options), options).Pin(parameters, mistakes).Pinned, mistakes);
    }

    private void Add(string name, ModelTask task, string architecture, int scale, string? accepted = null)
    {
        var network = Resampling.Build("bicubic", scale);   // another content for each
        new ModelStore(_folder).Add(network.With(network.Card with { Name = name, Task = task, Architecture = architecture }), "test", accepted, DateTimeOffset.UnixEpoch);
    }
}
