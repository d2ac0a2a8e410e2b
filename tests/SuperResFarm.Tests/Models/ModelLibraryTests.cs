using Google.Protobuf;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Store;
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

    [Fact]
    public void FingerprintOf_TheSameModelInTwoFolders_IsTheSame()
    {
        Save("mine.onnx");
        var other = _folder.CreateSubdirectory("other");
        File.Copy(Path.Combine(_folder.FullName, "mine.onnx"), Path.Combine(other.FullName, "mine.onnx"));
        Assert.Matches("^[0-9a-f]{64}$", Library().FingerprintOf("mine"));
        Assert.Equal(Library().FingerprintOf("mine"), new ModelLibrary([other.FullName]).FingerprintOf("mine"));
    }

    [Fact]
    public void FingerprintOf_Imported_IsTheHashOfTheStoredNetworkInEveryStore()
    {
        var (first, second) = (new ModelStore(Path.Combine(_folder.FullName, "a")), new ModelStore(Path.Combine(_folder.FullName, "b")));
        var stored = first.Add(Named("mine"), "mine.pth", null, DateTimeOffset.UnixEpoch);
        second.Add(Named("mine"), "elsewhere.pth", null, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal(stored.OnnxSha256, new ModelLibrary([first.Folder]).FingerprintOf("mine"));
        Assert.Equal(stored.OnnxSha256, new ModelLibrary([second.Folder]).FingerprintOf("mine"));
    }

    [Fact]
    public void FingerprintOf_OtherContentOrFormula_Differs()
    {
        Save("mine.onnx");
        var before = Library().FingerprintOf("mine");
        File.AppendAllText(Path.Combine(_folder.FullName, "mine.onnx"), " ");
        Assert.NotEqual(before, Library().FingerprintOf("mine"));
        Assert.NotEqual(Library().FingerprintOf("bicubic"), Library().FingerprintOf("lanczos"));
    }

    [DataFact]
    public void FingerprintOf_DenoiseStrength_MakesAnotherModel()
    {
        var library = new ModelLibrary([TestData.PathOf("weights")]);
        var prints = new double?[] { null, 0, 0.25, 0.5, 1 }.Select(strength => library.FingerprintOf(new NamedModels("realesr-general-x4v3", strength))).ToList();
        Assert.DoesNotContain(null, prints);
        Assert.Equal(prints.Count, prints.Distinct().Count());
        Assert.Equal(prints[3], library.FingerprintOf(new NamedModels("realesr-general-x4v3", 0.5)));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("../mine")]
    [InlineData("mine.onnx")]
    public void FingerprintOf_Unknown_IsNull(string name)
    {
        Save("mine.onnx");
        Assert.Null(Library().FingerprintOf(name));
        Assert.Null(Library().FingerprintOf(new NamedModels(name, 0.5)));
    }

    [Fact]
    public void Open_NamesOnly_TakesNoPath()
    {
        Save("mine.onnx");
        var library = new ModelLibrary([_folder.FullName]) { NamesOnly = true };
        var path = Path.Combine(_folder.FullName, "mine.onnx");
        Assert.False(library.Has(path));
        Assert.Equal(FailureCode.ModelUnknown, Assert.Throws<FarmException>(() => library.Open(path)).Code);
        Assert.Equal("mine", library.Open("mine").Card.Name);
    }

    [Fact]
    public void StoredFor_Imported_TellsWhereItIs()
    {
        var store = new ModelStore(Path.Combine(_folder.FullName, "a"));
        var stored = store.Add(Named("mine"), "mine.pth", null, DateTimeOffset.UnixEpoch);
        Save("loose.onnx");
        var library = new ModelLibrary([_folder.FullName, store.Folder]);
        var (where, model) = Assert.Single(library.StoredFor(new NamedModels("mine")));
        Assert.Equal((store.Folder, stored), (where.Folder, model));
        Assert.Empty(library.StoredFor(new NamedModels("loose")));
        Assert.Empty(library.StoredFor(new NamedModels("bicubic")));
        Assert.Empty(library.StoredFor(new NamedModels("none", 0.5)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ModelLibrary Library() => new([_folder.FullName]);

    private static Network Named(string name)
    {
        var network = Resampling.Build("bicubic", 2);
        return network.With(network.Card with { Name = name });
    }

    private void Save(string file)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, 1, 3, "h", "w");
        graph.Output(graph.Node("Identity", [x]), DataType.Float, 1, 3, "h", "w");
        File.WriteAllBytes(Path.Combine(_folder.FullName, file), graph.ToModel().ToByteArray());
    }
}
