using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Contracts;

public class ItemResultTests
{
    [Fact]
    public void Read_ResultOfAnOlderWorker_HasNothingOfWhatCameLater()
    {
        const string Older = """{"Sha256":"a","Bytes":1,"Width":4,"Height":4,"SourceWidth":1,"SourceHeight":1,"ModelSha256":"b","Adopted":false,"Elapsed":"00:00:01"}""";
        Assert.Equal(new ItemResult("a", 1, 4, 4, 1, 1, "b", false, TimeSpan.FromSeconds(1)), JsonSerializer.Deserialize<ItemResult>(Older));
    }

    [Fact]
    public void Read_ParametersOfAnOlderService_AskForNoFidelity()
    {
        var read = JsonSerializer.Deserialize<UpscaleParameters>("""{"Model":"bicubic","Deblock":"off"}""");
        Assert.Equal(new UpscaleParameters { Model = "bicubic", Deblock = "off" }, read);
    }

    [Fact]
    public void Write_FullResult_ComesBackInBothSpellings()
    {
        var result = new ItemResult("a", 1, 4, 4, 1, 1, "b", false, TimeSpan.FromSeconds(1))
        {
            SourceSha256 = "c",
            Fidelity = FidelityLevel.Balanced,
            ModelFidelity = "psnr",
            Consistency = new(50.125, 40, 64, 0),
            DivergenceMap = "s3://b/a.png.divergence.png",
            Warnings = ["one"],
            SourceVersion = "v",
            DeviceSeconds = 2.5,
            Cost = 0.5,
            Tiles = new(12, 256, 192, 8, 2),
            Stages = new(1, 2, 3, 4, 5, 6, 7, 8),
        };
        foreach (var options in new[] { JsonSerializerOptions.Default, FarmJson.Options })
        {
            var back = JsonSerializer.Deserialize<ItemResult>(JsonSerializer.Serialize(result, options), options)!;
            Assert.Equal(result with { Warnings = null }, back with { Warnings = null });
            Assert.Equal(result.Warnings, back.Warnings);
        }
        Assert.Contains("\"fidelity\":\"balanced\"", JsonSerializer.Serialize(result, FarmJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FidelityLevel.Evidence, false, null, "consistency")]
    [InlineData(null, false, true, "divergenceMap")]
    [InlineData((FidelityLevel)9, null, null, "fidelity")]
    [InlineData(FidelityLevel.Evidence, true, true, null)]
    public void MistakesIn_Contradictions_AreNamed(FidelityLevel? level, bool? consistency, bool? map, string? parameter) => Assert.Equal(
        parameter, ParameterRules.MistakesIn(new() { Model = "bicubic", Fidelity = level, Consistency = consistency, DivergenceMap = map }).Select(mistake => mistake.Parameter).SingleOrDefault());
}
