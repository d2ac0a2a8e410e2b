using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Tests.Worker;

public class FingerprintTests
{
    private static readonly UpscaleItem _item = Items.Any with { Target = "s3://bucket/out/a" };

    // Every parameter must stand here, so that a new one is thought about.
    private static readonly Dictionary<string, (Func<UpscaleParameters, UpscaleParameters> Change, bool Decides)> _changes = new()
    {
        [nameof(UpscaleParameters.Model)] = (p => p with { Model = "lanczos" }, true),
        [nameof(UpscaleParameters.ModelSha256)] = (p => p with { ModelSha256 = new string('b', 64) }, false),   // checked against the model, which counts itself
        [nameof(UpscaleParameters.OutScale)] = (p => p with { OutScale = 2 }, true),
        [nameof(UpscaleParameters.OutWidth)] = (p => p with { OutWidth = 101, OutHeight = 100 }, true),
        [nameof(UpscaleParameters.OutHeight)] = (p => p with { OutWidth = 100, OutHeight = 101 }, true),
        [nameof(UpscaleParameters.DenoiseStrength)] = (p => p with { DenoiseStrength = 0.25 }, true),
        [nameof(UpscaleParameters.Deblock)] = (p => p with { Deblock = "auto" }, true),
        [nameof(UpscaleParameters.Fidelity)] = (p => p with { Fidelity = FidelityLevel.Balanced }, true),
        [nameof(UpscaleParameters.Consistency)] = (p => p with { Consistency = false }, true),     // the figures are noted with the result
        [nameof(UpscaleParameters.DivergenceMap)] = (p => p with { DivergenceMap = true }, true),   // and the picture lies beside it
        [nameof(UpscaleParameters.Faces)] = (p => p with { Faces = new FaceParameters { Weight = 0.5 } }, true),
        [nameof(UpscaleParameters.EightOrientations)] = (p => p with { EightOrientations = true }, true),
        [nameof(UpscaleParameters.Format)] = (p => p with { Format = "webp" }, true),
        [nameof(UpscaleParameters.Quality)] = (p => p with { Quality = 94 }, true),
        [nameof(UpscaleParameters.Strip)] = (p => p with { Strip = true }, true),
        [nameof(UpscaleParameters.TimeLimitSeconds)] = (p => p with { TimeLimitSeconds = 3 }, false),
        [nameof(UpscaleParameters.Overwrite)] = (p => p with { Overwrite = true }, false),
    };

    public static TheoryData<string> Parameters => [.. typeof(UpscaleParameters).GetProperties().Select(property => property.Name)];

    [Theory, MemberData(nameof(Parameters))]
    public void Of_ParameterChanged_ChangesWhenItDecidesWhatIsStored(string parameter)
    {
        var (change, decides) = _changes[parameter];
        Assert.Equal(decides, Of(_item) != Of(_item.With(change)));
    }

    [Theory]
    [InlineData("""{"weight":0.5}""", true)]
    [InlineData("""{"model":"mine"}""", true)]
    [InlineData("""{"detector":"mine"}""", true)]
    [InlineData("""{"parser":"mine"}""", true)]
    [InlineData("""{"onlyCenterFace":true}""", true)]
    [InlineData("""{"aligned":true}""", true)]
    [InlineData("""{"maxFaces":7}""", true)]
    [InlineData("""{"acceptLicence":true}""", false)]
    [InlineData("""{"version":"1.4","weight":1,"parser":"none","maxFaces":200}""", false)]   // as usual
    public void Of_FacesChanged_ChangesWhenThatDecidesWhatIsStored(string faces, bool decides)
    {
        var usual = _item.With(p => p with { Faces = new FaceParameters() });
        Assert.Equal(decides, Of(usual) != Of(_item.With(p => p with { Faces = JsonSerializer.Deserialize<FaceParameters>(faces, FarmJson.Options) })));
        Assert.Equal(Of(_item), Of(_item.With(p => p with { Faces = new FaceParameters { Enhance = false } })));
    }

    [Fact]
    public void Of_SidesOfAnExactSize_AreNotMixedUp() =>
        Assert.NotEqual(Of(_item.With(_changes[nameof(UpscaleParameters.OutWidth)].Change)), Of(_item.With(_changes[nameof(UpscaleParameters.OutHeight)].Change)));

    [Fact]
    public void Of_SourceOrModelChanged_Changes()
    {
        Assert.NotEqual(Of(_item), Of(_item, version: "w"));
        Assert.NotEqual(Of(_item), Of(_item, model: "n"));
        Assert.NotEqual(Of(_item, version: "a b", model: "c"), Of(_item, version: "a", model: "b c"));
    }

    [Fact]
    public void Of_OtherJobPlaceOrLimits_IsTheSame()
    {
        var other = _item with { JobId = Guid.NewGuid(), Item = 3, Attempt = 2, Tenant = "b", Source = "s3://bucket/in/b", Target = "s3://bucket/out/b", Priority = Priority.High };
        Assert.Equal(Of(_item), Of(other));
        Assert.Equal(Of(_item), Fingerprint.Of("v", "m", ItemOrder.Of(_item, new ImageLimits { MaxPixelsIn = 5 }).Settings));
        Assert.Matches("^[0-9a-f]{64}$", Of(_item));
    }

    [Fact]
    public void Of_Format_CountsAsTheResultHasIt() =>
        Assert.Equal(Of(_item.With(p => p with { Format = "png" })), Of(_item with { Target = "s3://bucket/out/a.png" }));

    private static string Of(UpscaleItem item, string version = "v", string model = "m") => Fingerprint.Of(version, model, ItemOrder.Of(item, new ImageLimits()).Settings);
}
