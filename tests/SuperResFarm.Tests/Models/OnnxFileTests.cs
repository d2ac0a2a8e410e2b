using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

public sealed class OnnxFileTests : IDisposable
{
    private const int AllOutside = 0;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onnx");

    private string Model => Path.Combine(_folder.FullName, "net.onnx");

    private string Data => Model + ".data";

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(AllOutside, new[] { "net.onnx", "net.onnx.data" })]
    [InlineData(1 << 20, new[] { "net.onnx" })]
    public void Read_WhatWasWritten_IsTheSame(long largestInline, string[] files)
    {
        var model = Network(seed: 1);
        OnnxFile.Write(model, Model, largestInline);
        Assert.Equal(files, Files());
        var (read, dataFiles) = OnnxFile.Read(Model, CheckpointLimits.Default);
        Assert.Equal(Network(seed: 1), read);
        Assert.Equal(Network(seed: 1), model);
        Assert.Equal(files.Skip(1), dataFiles.Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Write_WeightsOutside_StandAtWholePagesAndSmallOnesStay()
    {
        OnnxFile.Write(Network(seed: 1), Model, AllOutside);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model)).Graph;
        var outside = graph.Initializer.Where(tensor => tensor.DataLocation == DataLocation.External).ToArray();
        Assert.Equal(2, outside.Length);
        Assert.All(outside, tensor => Assert.Equal(0, Offset(tensor) % 4096));
        Assert.NotEqual(Offset(outside[0]), Offset(outside[1]));
        Assert.All(graph.Initializer.Except(outside), tensor => Assert.InRange(tensor.RawData.Length, 1, 1023));
    }

    [Fact]
    public void Write_WeightsOutside_RunFromThePathAsFromMemory()
    {
        OnnxFile.Write(Network(seed: 2), Model, AllOutside);
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        using var session = new InferenceSession(Model, options);
        var image = SyntheticImage.Planar(3, 9, 11);
        using var input = OrtValue.CreateTensorValueFromMemory(image, [1, 3, 9, 11]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["input"], [input], ["output"]);
        Assert.Equal(Answer(Network(seed: 2)), outputs[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [CheckerFact]
    public void Write_WeightsOutside_PassTheChecker()
    {
        OnnxFile.Write(Network(seed: 2), Model, AllOutside);
        Assert.Equal("", OnnxChecker.Faults([Model]));
    }

    [Theory]
    [InlineData(AllOutside, AllOutside)]
    [InlineData(AllOutside, 1 << 20)]
    [InlineData(1 << 20, AllOutside)]
    public void Write_OverAnotherModel_LeavesNothingOfIt(long before, long after)
    {
        OnnxFile.Write(Network(seed: 3), Model, before);
        OnnxFile.Write(Network(seed: 4), Model, after);
        Assert.Equal(Network(seed: 4), OnnxFile.Read(Model, CheckpointLimits.Default).Model);
        Assert.Equal(after == AllOutside ? 2 : 1, Files().Length);
    }

    [Fact]
    public void Write_WeightsCannotBePlaced_KeepsTheEarlierModel()
    {
        OnnxFile.Write(Network(seed: 5), Model);
        Directory.CreateDirectory(Data);
        var fault = Assert.Throws<FarmException>(() => OnnxFile.Write(Network(seed: 6), Model, AllOutside));
        Assert.Equal(FailureCode.OutputUnwritable, fault.Code);
        Assert.Equal(Network(seed: 5), OnnxFile.Read(Model, CheckpointLimits.Default).Model);
        Assert.Equal(["net.onnx"], Files());
    }

    [Fact]
    public void Write_FolderMissing_IsRefusedNamingTheFile()
    {
        var fault = Assert.Throws<FarmException>(() => OnnxFile.Write(Network(seed: 1), Path.Combine(_folder.FullName, "none", "net.onnx")));
        Assert.Contains("'net.onnx' cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WeightsElsewhereAlready_IsAFaultOfTheCaller()
    {
        OnnxFile.Write(Network(seed: 1), Model, AllOutside);
        var unread = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        Assert.Throws<ArgumentException>(() => OnnxFile.Write(unread, Model + "2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("./net.onnx.data")]
    [InlineData("below/weights")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\secret")]
    [InlineData("net.onnx.data\0")]
    public void Read_PlaceOutsideTheFolder_IsRefused(string location)
    {
        File.WriteAllBytes(Path.Combine(_folder.CreateSubdirectory("below").FullName, "weights"), new byte[1 << 16]);
        AssertRefused("no plain file name", tensor => Set(tensor, "location", location));
    }

    [Fact]
    public void Read_NoPlaceAtAll_IsRefused() => AssertRefused("no plain file name", tensor => tensor.ExternalData.Clear());

    [Fact]
    public void Read_FileMissing_IsRefusedNamingIt() => AssertRefused("'weights', which is missing", tensor => Set(tensor, "location", "weights"));

    [Fact]
    public void Read_Folder_IsRefused()
    {
        _folder.CreateSubdirectory("weights");
        AssertRefused("'weights', which is missing", tensor => Set(tensor, "location", "weights"));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("net.onnx.data")]
    [InlineData("nowhere")]
    public void Read_Link_IsRefused(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "weights"), target);
        AssertRefused("which is a link", tensor => Set(tensor, "location", "weights"));
    }

    [Theory]
    [InlineData("offset", "1000000")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("length", "1000000")]
    [InlineData("length", "9223372036854775807")]
    public void Read_RangeBeyondTheFile_IsRefused(string key, string value) => AssertRefused("is incomplete", tensor => Set(tensor, key, value));

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "99999999999999999999")]
    [InlineData("length", "0x10")]
    [InlineData("length", "")]
    public void Read_RangeThatIsNoNumber_IsRefused(string key, string value) => AssertRefused($"the {key} '{value}'", tensor => Set(tensor, key, value));

    [Fact]
    public void Read_CutOffData_IsRefused()
    {
        AssertRefused("is incomplete", _ =>
        {
            using var data = File.OpenWrite(Data);
            data.SetLength(data.Length - 1);
        });
    }

    [Fact]
    public void Read_Pipe_IsRefusedWithoutWaitingForIt()
    {
        using (var made = Process.Start("mkfifo", Path.Combine(_folder.FullName, "weights")))
            made.WaitForExit();
        AssertRefused("is incomplete", tensor => Set(tensor, "location", "weights"));
    }

    [Fact]
    public void Read_RangeNotStated_IsTheWholeFile()
    {
        OnnxFile.Write(Network(seed: 1), Model, AllOutside);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        var tensor = graph.Graph.Initializer.First(tensor => tensor.DataLocation == DataLocation.External);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "one"), File.ReadAllBytes(Data)[..(64 * 3 * 9 * 4)]);
        tensor.ExternalData.Clear();
        Set(tensor, "location", "one");
        Save(graph);
        var (read, dataFiles) = OnnxFile.Read(Model, CheckpointLimits.Default);
        Assert.Equal(Network(seed: 1), read);
        Assert.Equal(["net.onnx.data", "one"], dataFiles.Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Read_SameBytesForManyConstants_IsBoundedByTheLimit()
    {
        OnnxFile.Write(Network(seed: 1), Model, AllOutside);
        var limits = new CheckpointLimits { FileBytes = new FileInfo(Model).Length + new FileInfo(Data).Length };
        OnnxFile.Read(Model, limits);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        for (var copies = 0; copies < 3; copies++)
            graph.Graph.Initializer.Add(graph.Graph.Initializer.First(tensor => tensor.DataLocation == DataLocation.External).Clone());
        Save(graph);
        CheckpointFileTests.AssertRefused("exceed the bytes", () => OnnxFile.Read(Model, limits));
    }

    [Fact]
    public void Open_ModelInTwoFiles_IsKnownByBoth()
    {
        OnnxFile.Write(Network(seed: 7), Model, AllOutside);
        var library = new ModelLibrary([_folder.FullName]);
        var first = library.Open("net");
        Assert.Equal(Answer(Network(seed: 7)), OnnxRun.Once<float, float>(first.ToBareOnnx(), SyntheticImage.Planar(3, 9, 11), 1, 3, 9, 11).Values);
        var bytes = File.ReadAllBytes(Data);
        bytes[0] ^= 1;
        File.WriteAllBytes(Data, bytes);
        Assert.NotEqual(first.Card.Sha256, library.Open("net").Card.Sha256);
    }

    private void AssertRefused(string named, Action<TensorProto> change)
    {
        OnnxFile.Write(Network(seed: 1), Model, AllOutside);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        change(graph.Graph.Initializer.Last(tensor => tensor.DataLocation == DataLocation.External));
        Save(graph);
        CheckpointFileTests.AssertRefused(named, () => OnnxFile.Read(Model, CheckpointLimits.Default));
        CheckpointFileTests.AssertRefused(named, () => new ModelLibrary([]).Open(Model));
    }

    private void Save(ModelProto graph) => File.WriteAllBytes(Model, graph.ToByteArray());

    private string[] Files() => [.. _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private static void Set(TensorProto tensor, string key, string value)
    {
        if (tensor.ExternalData.FirstOrDefault(entry => entry.Key == key) is { } known)
            tensor.ExternalData.Remove(known);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static long Offset(TensorProto tensor) =>
        long.Parse(tensor.ExternalData.Single(entry => entry.Key == "offset").Value, System.Globalization.CultureInfo.InvariantCulture);

    private static float[] Answer(ModelProto model) =>
        OnnxRun.Once<float, float>(model.ToByteArray(), SyntheticImage.Planar(3, 9, 11), 1, 3, 9, 11).Values;

    // Two weights of some KiB, one bias of less than one.
    private static ModelProto Network(int seed)
    {
        const int Features = 64;
        var random = new Random(seed);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5) / 4)];
        var graph = new GraphBuilder("g");
        var image = graph.Input("input", DataType.Float, "n", 3, "h", "w");
        var wide = graph.Conv(
            image, graph.Floats("w", [Features, 3, 3, 3], Weights(Features * 27)), graph.Floats("b", [Features], Weights(Features)), kernel: 3, pad: 1);
        var narrow = graph.Conv(graph.Node("Relu", [wide]), graph.Floats("w", [3, Features, 3, 3], Weights(Features * 27)), kernel: 3, pad: 1);
        graph.NodeInto("output", "Relu", [narrow]);
        return graph.Output("output", DataType.Float, "n", 3, "h", "w").ToModel();
    }
}
