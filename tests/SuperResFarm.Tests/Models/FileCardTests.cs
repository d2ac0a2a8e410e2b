using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

public sealed class FileCardTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cards");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, InlineData("mine"), InlineData("mine-fp16")]
    public void Open_FileWithItsCard_KnowsTrainingAndLicence(string name)
    {
        Card("mine.json", $$"""{ "fidelity": "psnr", "licence": "MIT", "files": { "{{name}}.onnx": "{{Model(name)}}" }, "training": { "steps": 3 } }""");
        var card = Library().Open(name).Card;
        Assert.Equal((name, Fidelity.Psnr, "MIT"), (card.Name, card.Fidelity, card.Licence));
    }

    [Fact]
    public void Open_FileThatWasChanged_IsRefusedWithTheRemedy()
    {
        Model("mine");
        Card("mine.json", $$"""{ "fidelity": "psnr", "licence": "MIT", "files": { "mine.onnx": "{{new string('0', 64)}}" } }""");
        var refusal = Assert.Throws<FarmException>(() => Library().Open("mine"));
        Assert.Equal(FailureCode.ModelInvalid, refusal.Code);
        Assert.Contains("'mine.onnx' is not the one that its card 'mine.json' names", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("remove the card", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "fidelity": "psnr", "licence": "MIT", "files": { "other.onnx": "00" } }""")]
    [InlineData("""{ "fidelity": "psnr", "licence": "MIT" }""")]
    [InlineData("""{ "fidelity": 1, "licence": "MIT", "files": {} }""")]
    [InlineData("""[1, 2]""")]
    [InlineData("null")]
    [InlineData("no JSON")]
    public void Open_JsonThatIsNoCardOfTheFile_CountsAsNone(string text)
    {
        Model("mine");
        Card("mine.json", text);
        Assert.Equal((Fidelity.Perceptual, null), (Library().Open("mine").Card.Fidelity, Library().Open("mine").Card.Licence));
    }

    private ModelLibrary Library() => new([_folder.FullName]);

    private void Card(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    private string Model(string name)
    {
        var path = Path.Combine(_folder.FullName, name + ".onnx");
        Resampling.Build("bicubic", 2).Save(path, samples: null);
        using var file = File.OpenRead(path);
        return FileHash.Sha256(file);
    }
}
