using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Store;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store");

    [Fact]
    public void Add_Network_IsFoundByNameWithItsCard()
    {
        var added = Store().Add(Doubling("mine"), "mine.pth", acceptedTerms: "research only", _noon);
        var found = Store().Find("mine");
        Assert.Equal(added, found);
        Assert.Equal(("mine.pth", "research only", _noon, 8), (found!.Source, found.AcceptedTerms, found.ImportedAt, found.Card.AutoHalo));
        Assert.Equal([$"{added.OnnxSha256}.json", $"{added.OnnxSha256}.onnx"], Files());
    }

    [Fact]
    public void Add_CardWithWhatIsNotKnown_ComesBackTheSame()
    {
        var network = Doubling("mine");
        var card = network.Card with
        {
            Scale = null,
            ReceptiveFieldRadius = null,
            AutoHalo = null,
            Licence = null,
            FixedSize = new ImageSize(512, 256),
            Task = ModelTask.RestoreFace,
        };
        Store().Add(network.With(card), "mine.pth", null, _noon);
        Assert.Equal(card, Store().Find("mine")?.Card);
    }

    [Fact]
    public void Open_Stored_RunsAsBefore()
    {
        var network = Doubling("mine");
        var stored = Store().Open(Store().Add(network, "mine.pth", null, _noon));
        var image = SyntheticImage.Bytes(5, 7);
        Assert.Equal(network.Card, stored.Card);
        Assert.Equal(
            OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), image, 1, 5, 7, 3).Values,
            OnnxRun.Once<byte, byte>(stored.ToOnnx(SampleType.UInt8), image, 1, 5, 7, 3).Values);
    }

    [Theory]
    [InlineData(0.0)]   // no ONNX file any more
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task Open_OneByteChanged_IsRefusedAndVerifyNamesIt(double place)
    {
        var added = Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        var path = Path.Combine(_folder.FullName, added.OnnxSha256 + ".onnx");
        var bytes = File.ReadAllBytes(path);
        bytes[(int)(place * (bytes.Length - 1))] ^= 0xff;
        File.WriteAllBytes(path, bytes);

        var fault = Assert.Throws<FarmException>(() => Library().Open("mine"));
        Assert.Equal(FailureCode.ModelInvalid, fault.Code);
        Assert.Contains("'mine' was changed", fault.Message, StringComparison.Ordinal);
        Assert.Equal("its content was changed", Assert.Single(await VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Open_FileGone_IsRefusedAndVerifyNamesIt()
    {
        var added = Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        File.Delete(Path.Combine(_folder.FullName, added.OnnxSha256 + ".onnx"));
        Assert.Contains("lacks its file", Assert.Throws<FarmException>(() => Library().Open("mine")).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Single(await VerifyAsync()).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ torn")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"unknown\": 1}")]
    public async Task Verify_DamagedCard_IsReportedAndHidesNoOther(string content)
    {
        var added = Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        Store().Add(Doubling("other", factor: 3), "other.pth", null, _noon);
        File.WriteAllText(Path.Combine(_folder.FullName, added.OnnxSha256 + ".json"), content);
        Assert.Equal(["other"], Store().List().Select(model => model.Card.Name));
        Assert.Equal("the card is damaged", Assert.Single(await VerifyAsync(), checkedFile => checkedFile.Fault is not null).Fault);
    }

    [Fact]
    public void Add_NameOfOtherWeights_IsRefusedAndChangesNothing()
    {
        Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        var before = Files();
        var fault = Assert.Throws<FarmException>(() => Store().Add(Doubling("mine", factor: 3), "mine.pth", null, _noon));
        Assert.Contains("another model 'mine'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Add_SameWeightsUnderAnotherName_IsRefusedNamingTheFirst()
    {
        Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        Assert.Contains("already as 'mine'", Assert.Throws<FarmException>(() => Store().Add(Doubling("again"), "a.pth", null, _noon)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void Add_Twice_KeepsTheFirst() =>
        Assert.Equal(Store().Add(Doubling("mine"), "mine.pth", null, _noon), Store().Add(Doubling("mine"), "elsewhere.pth", null, _noon.AddDays(1)));

    [Fact]
    public void Remove_Model_LeavesNothing()
    {
        Store().Remove(Store().Add(Doubling("mine"), "mine.pth", null, _noon));
        Assert.Empty(Files());
        Assert.Empty(Store().List());
    }

    [Fact]
    public void List_Library_NamesStoredAndLooseModelsOnce()
    {
        Store().Add(Doubling("mine"), "mine.pth", null, _noon);
        File.WriteAllText(Path.Combine(_folder.FullName, "loose.pth"), "");
        Assert.Equal(["bicubic", "lanczos", "loose", "mine"], Library().List());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ModelStore Store() => new(_folder.FullName);

    private ModelLibrary Library() => new([_folder.FullName]);

    private string[] Files() => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private async Task<List<(string File, StoredModel? Model, string? Fault)>> VerifyAsync() =>
        await Store().VerifyAsync(CancellationToken.None).ToListAsync();

    private static Network Doubling(string name, float factor = 2)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", DataType.Float, "n", 3, "h", "w");
        graph.Output(graph.Node("Mul", [x, graph.Float("factor", factor)]), DataType.Float, "n", 3, "h", "w");
        return new(new ModelSource(name, $"{factor}").Card("test", 1, 3, 0) with { AutoHalo = 8 }, graph.ToModel());
    }
}
