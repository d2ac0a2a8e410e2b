using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Models;

public sealed class ModelCatalogTests : IDisposable
{
    private const string Sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("catalog");

    [Theory]
    [InlineData("RealESRGAN_x4plus", "ESRGAN", 4, Fidelity.Perceptual)]
    [InlineData("RealESRGAN_x2plus", "ESRGAN", 2, Fidelity.Perceptual)]
    [InlineData("RealESRGAN_x4plus_anime_6B", "ESRGAN", 4, Fidelity.Perceptual)]
    [InlineData("RealESRNet_x4plus", "ESRGAN", 4, Fidelity.Psnr)]
    [InlineData("ESRGAN_SRx4_DF2KOST_official", "ESRGAN", 4, Fidelity.Perceptual)]
    [InlineData("realesr-animevideov3", "Compact", 4, Fidelity.Perceptual)]
    [InlineData("realesr-general-x4v3", "Compact", 4, Fidelity.Perceptual)]
    [InlineData("SRCNN", "SRCNN", 4, Fidelity.Psnr)]
    [InlineData("001_classicalSR_DF2K_s64w8_SwinIR-M_x4", "SwinIR", 4, Fidelity.Psnr)]
    [InlineData("003_realSR_BSRGAN_DFOWMFC_s64w8_SwinIR-L_x4_GAN", "SwinIR", 4, Fidelity.Perceptual)]
    [InlineData("006_colorCAR_DFWB_s126w7_SwinIR-M_jpeg40", "SwinIR", 1, Fidelity.Psnr)]
    [InlineData("GFPGANv1.4", "GFPGAN", 1, Fidelity.Face)]
    [InlineData("RestoreFormer", "RestoreFormer", 1, Fidelity.Face)]
    public void BuiltIn_NameThatUsersKnow_IsThere(string name, string architecture, int scale, Fidelity fidelity)
    {
        var entry = Known(name);
        Assert.Equal((architecture, scale, fidelity), (entry.Architecture, entry.Scale!.Value, entry.Fidelity!.Value));
    }

    [Theory]
    [InlineData("realesrgan_X4PLUS", "RealESRGAN_x4plus")]
    [InlineData("realesrgan-x4plus-anime", "RealESRGAN_x4plus_anime_6B")]
    [InlineData("gfpgan", "GFPGANv1.4")]
    [InlineData("GFPGANv1.4.pth", "GFPGANv1.4")]
    [InlineData("retinaface_mobile0.25", "detection_mobilenet0.25_Final")]
    public void Find_AliasOrFileNameInAnyCase_IsTheEntry(string asked, string name) => Assert.Equal(name, Known(asked).Name);

    [Fact]
    public void Find_Unknown_IsNull() => Assert.Null(ModelCatalog.BuiltIn.Find("RealESRGAN_x3plus"));

    [Fact]
    public void BuiltIn_ModelsThatGiveNoImage_HaveTheirTask()
    {
        Assert.Equal(
            [ModelTask.DetectFaces, ModelTask.DetectFaces, ModelTask.ParseFaces],
            ModelCatalog.BuiltIn.Entries.Where(entry => entry.Scale is null).Select(entry => entry.Task));
        Assert.All(ModelCatalog.BuiltIn.Entries.Where(entry => entry.Fidelity is Fidelity.Face), entry => Assert.Equal(ModelTask.RestoreFace, entry.Task));
    }

    [Fact]
    public void BuiltIn_NonCommercialTerms_AskForAcceptance()
    {
        var gated = ModelCatalog.BuiltIn.Entries.Where(entry => entry.Licence.Acceptance).ToList();
        Assert.Equal(["GFPGANv1.4", "GFPGANv1.3", "parsing_parsenet"], gated.Select(entry => entry.Name));
        Assert.Contains("NVIDIA", gated[0].Licence.Terms, StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltIn_DenoisePartner_IsTheWeakOne() => Assert.Equal("realesr-general-wdn-x4v3", Known("realesr-general-x4v3").DenoisePartner);

    [Fact]
    public void FileName_AnyEntry_IsItsNameAsAFile()
    {
        Assert.Equal("ESRGAN_SRx4_DF2KOST_official.pth", Known("ESRGAN").FileName);
        Assert.All(ModelCatalog.BuiltIn.Entries, entry => Assert.Equal(entry.Name, Path.GetFileNameWithoutExtension(entry.FileName)));
    }

    [DataFact]
    public void FindByChecksum_PublishedFile_IsItsEntry()
    {
        var file = new FileInfo(TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"));
        using var content = file.OpenRead();
        var entry = ModelCatalog.BuiltIn.FindByChecksum(Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal(("detection_mobilenet0.25_Final", file.Length), (entry!.Name, entry.File.Bytes!.Value));
    }

    [Fact]
    public void Load_OwnEntries_AddAndReplace()
    {
        var catalog = Load(Model("mine"), Model("REALESRGAN_X4PLUS").Replace("https://example.org/m.pth", "http://localhost:8080/x.onnx", StringComparison.Ordinal));
        Assert.Equal(ModelCatalog.BuiltIn.Entries.Count + 1, catalog.Entries.Count);
        Assert.Equal("https://example.org/m.pth", catalog.Find("Mine")!.File.Url.AbsoluteUri);
        Assert.Equal("REALESRGAN_X4PLUS.onnx", catalog.Find("RealESRGAN_x4plus")!.FileName);
        Assert.Equal("RealESRGAN_x2plus", catalog.Find("realesrgan-x2plus")!.Name);
    }

    [Fact]
    public void Load_ManyMistakes_NamesEachWithEntryAndMember()
    {
        var message = Refusal(
            Model("first").Replace("\"scale\": 4", "\"scale\": 17", StringComparison.Ordinal).Replace("\"task\"", "\"tusk\"", StringComparison.Ordinal),
            Model("second").Replace(Sha256, "ABC", StringComparison.Ordinal).Replace("\"bytes\": 5", "\"bytes\": 0", StringComparison.Ordinal),
            "7");
        Assert.Contains("models[0] 'first': task is missing", message, StringComparison.Ordinal);
        Assert.Contains("models[0] 'first': tusk is not known", message, StringComparison.Ordinal);
        Assert.Contains("models[0] 'first': scale must be a whole number from 1 to 16", message, StringComparison.Ordinal);
        Assert.Contains("models[1] 'second', file: bytes must be a whole number of at least 1", message, StringComparison.Ordinal);
        Assert.Contains("models[1] 'second', file: sha256 must be 64 lower-case hexadecimal digits", message, StringComparison.Ordinal);
        Assert.Contains("models[2] must be an object", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"name\": \"m\"", "\"name\": \"../m\"", "name must be")]
    [InlineData("\"name\": \"m\"", "\"name\": \"m\\n\"", "name must be")]
    [InlineData("\"aliases\": []", "\"aliases\": [\"a b\"]", "aliases must be")]
    [InlineData("\"aliases\": []", "\"aliases\": [1]", "aliases must be")]
    [InlineData("\"aliases\": []", "\"aliases\": \"a\"", "aliases must be a list")]
    [InlineData("\"aliases\": []", "\"aliases\": [\"GFPGAN\"]", "'GFPGAN' is already a name of 'GFPGANv1.4'")]
    [InlineData("\"aliases\": []", "\"aliases\": [\"M\"]", "'M' is already a name of 'm'")]
    [InlineData("\"task\": \"upscale\"", "\"task\": \"Upscale\"", "task must be one of upscale, restore-face, detect-faces, parse-faces")]
    [InlineData("\"task\": \"upscale\"", "\"task\": \"parse-faces\"", "fidelity must be left out")]
    [InlineData("\"fidelity\": \"psnr\"", "\"fidelity\": null", "fidelity is missing")]
    [InlineData("\"fidelity\": \"psnr\"", "\"fidelity\": 1", "fidelity must be one of classical, psnr, perceptual, face")]
    [InlineData("\"scale\": 4", "\"scale\": 4.5", "scale must be a whole number")]
    [InlineData("\"scale\": 4", "\"scale\": \"4\"", "scale must be a whole number")]
    [InlineData("\"summary\": \"s\"", "\"summary\": \" \"", "summary must be text")]
    [InlineData("https://example.org/m.pth", "http://example.org/m.pth", "url must be an https address")]
    [InlineData("https://example.org/m.pth", "https://a:b@example.org/m.pth", "url must be an https address")]
    [InlineData("https://example.org/m.pth", "m.pth", "url must be an https address")]
    [InlineData("https://example.org/m.pth", "file:///m.pth", "url must be an https address")]
    [InlineData("\"acceptance\": false", "\"acceptance\": \"no\"", "acceptance must be true or false")]
    [InlineData("\"acceptance\": false", "\"acceptance\": true", "terms is missing")]
    [InlineData("\"acceptance\": false", "\"spdx\": \"MIT\"", "acceptance is missing")]
    [InlineData("\"acceptance\": false", "\"name\": \"MIT\"", "not valid JSON")]
    [InlineData("\"summary\": \"s\"", "\"summary\": \"s\", \"denoisePartner\": \"m\"", "denoisePartner must name another model")]
    [InlineData("\"summary\": \"s\"", "\"summary\": \"s\", \"denoisePartner\": \"nobody\"", "denoisePartner must name another model")]
    [InlineData("\"summary\": \"s\"", "\"summary\": \"s\", \"denoisePartner\": \"GFPGANv1.4\"", "denoisePartner must name another model")]
    public void Load_Mistake_IsNamed(string good, string bad, string named)
    {
        var model = Model("m");
        Assert.Contains(good, model, StringComparison.Ordinal);
        Assert.Contains(named, Refusal(model.Replace(good, bad, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"models\": [], \"extra\": 1}")]
    [InlineData("{\"models\": [],}")]
    public void Load_NoCatalog_IsRefused(string text)
    {
        var path = Path.Combine(_folder.FullName, "own.json");
        File.WriteAllText(path, text);
        AssertRefused(path);
    }

    [Theory]
    [InlineData("absent.json")]
    [InlineData("/dev/zero")]
    [InlineData("/")]
    public void Load_UnreadableFile_IsRefused(string path) => AssertRefused(Path.Combine(_folder.FullName, path));

    public void Dispose() => _folder.Delete(recursive: true);

    private static CatalogEntry Known(string name) => Assert.IsType<CatalogEntry>(ModelCatalog.BuiltIn.Find(name));

    private static string Model(string name) => $$"""
        {
          "name": "{{name}}", "aliases": [], "summary": "s", "task": "upscale", "architecture": "Compact", "scale": 4, "fidelity": "psnr",
          "file": { "url": "https://example.org/m.pth", "bytes": 5, "sha256": "{{Sha256}}" },
          "licence": { "name": "MIT", "acceptance": false }
        }
        """;

    private static string AssertRefused(string path)
    {
        var refusal = Assert.Throws<FarmException>(() => ModelCatalog.Load(path));
        Assert.Equal(FailureCode.SettingsInvalid, refusal.Code);
        return refusal.Message;
    }

    private string Refusal(params string[] models) => AssertRefused(Save(models));

    private ModelCatalog Load(params string[] models) => ModelCatalog.Load(Save(models));

    private string Save(string[] models)
    {
        var path = Path.Combine(_folder.FullName, "own.json");
        File.WriteAllText(path, $$"""{ "$schema": "catalog.schema.json", "models": [ {{string.Join(", ", models)}} ] }""");
        return path;
    }
}
