namespace SuperResFarm.Models.Onnx;

/// <summary>
/// Whole numbers known at run time, such as the sizes of an image: a 64-bit value of a graph that computes like a number. Shapes are
/// broadcast, quotients rounded towards zero.
/// </summary>
/// <param name="Graph">Where the arithmetic is written.</param>
/// <param name="Name">The value.</param>
internal readonly record struct Whole(GraphBuilder Graph, string Name)
{
    /// <returns>A number without axes.</returns>
    public static Whole Of(GraphBuilder graph, long number) => new(graph, graph.Long("whole", number));

    public static Whole operator +(Whole left, Whole right) => left.With("Add", right);

    public static Whole operator +(Whole left, long right) => left + Of(left.Graph, right);

    public static Whole operator -(Whole left, Whole right) => left.With("Sub", right);

    public static Whole operator -(Whole left, long right) => left - Of(left.Graph, right);

    public static Whole operator *(Whole left, Whole right) => left.With("Mul", right);

    public static Whole operator *(Whole left, long right) => left * Of(left.Graph, right);

    public static Whole operator /(Whole left, long right) => left.With("Div", Of(left.Graph, right));

    public static Whole operator %(Whole left, Whole right) => left.With("Mod", right);

    public static Whole operator %(Whole left, long right) => left % Of(left.Graph, right);

    /// <returns>The lengths of a value's axes.</returns>
    public static Whole[] ShapeOf(GraphBuilder graph, string value, int axes)
    {
        var shape = graph.Node("Shape", [value]);
        return [.. Enumerable.Range(0, axes).Select(axis => new Whole(graph, graph.Node("Gather", [shape, graph.Long("axis", axis)])))];
    }

    /// <returns>The smaller one.</returns>
    public Whole AtMost(Whole other) => With("Min", other);

    /// <returns>The larger one.</returns>
    public Whole AtLeast(long other) => With("Max", Of(Graph, other));

    /// <returns>1 where this is at least as much, else 0.</returns>
    public Whole Reaches(Whole other) => new(Graph, Graph.Cast(With("GreaterOrEqual", other).Name, Schema.TensorProto.Types.DataType.Int64));

    /// <returns>The numbers from 0 up to below this one, which has no axes.</returns>
    public Whole Count() => new(Graph, Graph.Node("Range", [Of(Graph, 0).Name, Name, Of(Graph, 1).Name]));

    /// <returns>The same numbers along other axes; -1 stands for the length that remains.</returns>
    public Whole Along(params ReadOnlySpan<long> axes) => new(Graph, Graph.Node("Reshape", [Name, Graph.Longs("shape", axes)]));

    private Whole With(string operation, Whole other) => new(Graph, Graph.Node(operation, [Name, other.Name]));
}
