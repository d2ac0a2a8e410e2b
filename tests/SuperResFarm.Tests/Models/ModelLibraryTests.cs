using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Onnx;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public sealed class ModelLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("models");

    [Theory]
    [InlineData("bicubic")]
    [InlineData("lanczos")]
    public void Open_BuiltIn_TakesTheScale(string name) => Assert.Equal(3, Library().Open(name, 3).Card.Scale);

    [Fact]
    public void Open_Unknown_ListsModelsAndFolders()
    {
        Save("mine.onnx");
        var refusal = Assert.Throws<FarmException>(() => Library().Open("other"));
        Assert.Equal(FailureCode.ModelUnknown, refusal.Code);
        Assert.Contains("bicubic, lanczos, mine", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.FullName, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameThatLeavesTheFolder_IsUnknown()
    {
        Save("mine.onnx");
        var below = new ModelLibrary([_folder.CreateSubdirectory("below").FullName]);
        Assert.Equal(FailureCode.ModelUnknown, Assert.Throws<FarmException>(() => below.Open("../mine")).Code);
    }

    [Theory]
    [InlineData("mine.onnx")]
    [InlineData("mine.pth")]
    public void Open_ReadyModel_IsToldByContentNotByName(string file)
    {
        Save(file);
        var card = Library().Open("mine").Card;
        Assert.Matches("^[0-9a-f]{64}$", card.Sha256);
        Assert.Equal(("mine", "onnx", 1), (card.Name, card.Architecture, card.Scale));
        Assert.Equal(card.Sha256, Library().Open(Path.Combine(_folder.FullName, file)).Card.Sha256);
    }

    [Fact]
    public void Open_FileNamedLikeAnAliasOfTheCatalog_IsStillFound()
    {
        Save("realesrgan-x4plus.onnx");
        Assert.True(Library().Has("realesrgan-x4plus"));
        Assert.Equal("realesrgan-x4plus", Library().Open("realesrgan-x4plus").Card.Name);
    }

    [Fact]
    public void Open_AliasOfTheCatalog_FindsThePublishedName()
    {
        Save("RealESRGAN_x4plus.onnx");
        Assert.True(Library().Has("realesrgan-x4plus"));
        Assert.Equal("RealESRGAN_x4plus", Library().Open("realesrgan-x4plus").Card.Name);
    }

    [DataFact]
    public void Open_Checkpoint_IsFoundByName()
    {
        var card = new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3").Card;
        Assert.Equal(("realesr-animevideov3", "Compact", 4, 18), (card.Name, card.Architecture, card.Scale, card.ReceptiveFieldRadius));
    }

    [Fact]
    public void Open_TextFile_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "notes.onnx"), "no model");
        CheckpointFileTests.AssertRefused("neither", () => Library().Open("notes"));
    }

    [Fact]
    public void Open_DeviceWithoutEnd_IsRefused() => CheckpointFileTests.AssertRefused("empty", () => Library().Open("/dev/zero"));

    [Fact]
    public void List_MissingFolder_HasTheBuiltInModels() =>
        Assert.Equal(["bicubic", "lanczos"], new ModelLibrary([Path.Combine(_folder.FullName, "absent")]).List());

    public void Dispose() => _folder.Delete(recursive: true);

    private ModelLibrary Library() => new([_folder.FullName]);

    private void Save(string file)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, 1, 3, "h", "w");
        graph.Output(graph.Node("Identity", [x]), DataType.Float, 1, 3, "h", "w");
        File.WriteAllBytes(Path.Combine(_folder.FullName, file), graph.ToModel().ToByteArray());
    }
}
