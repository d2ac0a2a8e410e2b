using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Contracts;

public sealed class FaceParametersTests
{
    private static readonly UpscaleParameters _job = new() { Model = "bicubic", ModelSha256 = new('a', 64), Faces = new FaceParameters { Version = "1.4", Weight = 0.5, MaxFaces = 9 } };

    [Fact]
    public void Over_WhatIsGiven_GoesBeforeTheJobs()
    {
        var own = new ItemParameters { Faces = new FaceParameters { Weight = 1, OnlyCenterFace = true } }.Over(_job);
        Assert.Equal(new FaceParameters { Version = "1.4", Weight = 1, MaxFaces = 9, OnlyCenterFace = true }, own.Faces);
        Assert.Null(own.ModelSha256);
    }

    [Fact]
    public void Over_Nothing_KeepsTheJobs() => Assert.Equal(_job with { Quality = 3 }, new ItemParameters { Quality = 3 }.Over(_job));

    [Fact]
    public void Over_ModelAndVersion_ReplaceEachOther()
    {
        Assert.Equal((null, "mine"), ModelOf(new FaceParameters { Model = "mine" }));
        Assert.Equal(("RestoreFormer", null), ModelOf(new FaceParameters { Version = "RestoreFormer" }));
        Assert.Equal(("1.4", null), ModelOf(new FaceParameters { Weight = 0 }));

        (string?, string?) ModelOf(FaceParameters own) => (own.Over(_job.Faces).Version, own.Over(_job.Faces).Model);
    }

    [Fact]
    public void Over_JobWithoutFaces_IsOnesOwn() =>
        Assert.Equal(new FaceParameters { Aligned = true }, new ItemParameters { Faces = new FaceParameters { Aligned = true } }.Over(_job with { Faces = null }).Faces);

    [Theory]
    [InlineData("{}", "GFPGANv1.4", "detection_mobilenet0.25_Final", null)]
    [InlineData("""{"version":"RESTOREFORMER","parser":"none"}""", "RestoreFormer", "detection_mobilenet0.25_Final", null)]
    [InlineData("""{"model":"mine","detector":"finder","parser":"parser"}""", "mine", "finder", "parser")]
    [InlineData("""{"detector":"finder","parser":"parser","aligned":true}""", "GFPGANv1.4", null, null)]
    public void Names_AnyParameters_AreThoseOfModels(string json, string restorer, string? detector, string? parser)
    {
        var faces = JsonSerializer.Deserialize<FaceParameters>(json, FarmJson.Options)!;
        Assert.Equal((restorer, detector, parser), (faces.RestorerName(), faces.DetectorName(), faces.ParserName()));
        Assert.Equal(json, JsonSerializer.Serialize(faces, FarmJson.Options));
    }
}
