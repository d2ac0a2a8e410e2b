using Google.Protobuf;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Tests.Models;

/// <summary>Every graph that is written, in every form, before the checker of the ONNX project.</summary>
public sealed class OnnxCheckerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checker");

    public static TheoryData<string> Architectures => GraphPassesTests.Architectures;

    [CheckerTheory]
    [MemberData(nameof(Architectures))]
    public void Check_EveryReferenceOfAnArchitecture_FindsNoFault(string architecture) =>
        AssertNoFault(ParityIndex.Of(architecture).SelectMany(entry => Forms(entry.Name, entry.Open())));

    [CheckerFact]
    public void Check_EveryFormula_FindsNoFault() => AssertNoFault(
        from name in Resampling.Names from scale in (int[])[1, 3, Resampling.LargestScale] from form in Forms($"{name}{scale}", Resampling.Build(name, scale)) select form);

    [CheckerFact]
    public void Check_GraphWithAFault_NamesIt()
    {
        var graph = new GraphBuilder("g");
        graph.Input("x", DataType.Float, "n", 3, "h", "w");
        graph.Output(graph.Conv("x", graph.Floats("w", [3, 3, 1, 1], new float[9])), DataType.Float, "n", 4, "h", "w");
        var path = Path.Combine(_folder.FullName, "four-of-three.onnx");
        File.WriteAllBytes(path, graph.ToModel().ToByteArray());
        Assert.StartsWith("four-of-three.onnx InferenceError", OnnxChecker.Faults([path]), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<(string Name, byte[] Graph)> Forms(string name, Network network)
    {
        var half = network.ToHalf().Half;
        foreach (var passes in (GraphPasses[])[GraphPasses.None, GraphPasses.All])
        {
            yield return ($"{name}-bare-{passes}", network.ToBareOnnx(passes));
            foreach (var samples in Enum.GetValues<SampleType>())
            {
                yield return ($"{name}-{samples}-{passes}", network.ToOnnx(samples, passes));
                if (half is not null)
                    yield return ($"{name}-{samples}-{passes}-half", half.ToOnnx(samples, passes));
            }
        }
    }

    private void AssertNoFault(IEnumerable<(string Name, byte[] Graph)> forms)
    {
        var files = new List<string>();
        foreach (var (name, graph) in forms)
        {
            files.Add(Path.Combine(_folder.FullName, name + ".onnx"));
            File.WriteAllBytes(files[^1], graph);
        }
        Assert.Equal("", OnnxChecker.Faults(files));
    }
}
