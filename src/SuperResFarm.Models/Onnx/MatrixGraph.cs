using Google.Protobuf;
using SuperResFarm.Models.Cards;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>Writes a graph that multiplies large square matrices one after the other, and takes and returns next to nothing: for measuring devices.</summary>
public static class MatrixGraph
{
    /// <summary>Length of the square that the graph takes, and that its matrices repeat.</summary>
    public const int Block = 128;

    /// <summary>Writes the graph.</summary>
    /// <param name="precision">Arithmetic of the products.</param>
    /// <param name="edge">Length of the matrices, a multiple of <see cref="Block"/>.</param>
    /// <param name="products">Products in a run, at least 1.</param>
    /// <returns>The ONNX file: takes a float square of <see cref="Block"/>, returns the mean of the last product.</returns>
    public static byte[] Write(Precision precision, int edge, int products)
    {
        var element = precision == Precision.Half ? DataType.Float16 : DataType.Float;
        var graph = new GraphBuilder("matrix");
        var repeats = graph.Longs("repeats", edge / Block, edge / Block);
        // It comes from outside, so that no engine computes the products once and for all when it loads the graph.
        var value = graph.Node("Tile", [graph.Cast(graph.Input("x", DataType.Float, Block, Block), element), repeats]);
        var factor = graph.Node("Tile", [graph.Cast(graph.Floats("factor", [Block, Block], Factor(edge)), element), repeats]);
        for (var i = 0; i < products; i++)
            value = graph.Node("MatMul", [value, factor]);
        graph.Output(graph.Cast(graph.Node("ReduceMean", [value]), DataType.Float), DataType.Float);
        return graph.ToModel().ToByteArray();
    }

    // Values that neither grow nor vanish from product to product: what is too large or too small takes another time on some devices.
    private static float[] Factor(int edge)
    {
        var random = new Random(1);
        var most = Math.Sqrt(3.0 / Block) * Block / edge;
        return [.. Enumerable.Range(0, Block * Block).Select(_ => (float)(most * (2 * random.NextDouble() - 1)))];
    }
}
