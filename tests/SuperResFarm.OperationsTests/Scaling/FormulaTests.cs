using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling;

public sealed class FormulaTests
{
    [Theory]
    [InlineData("high", 1)]
    [InlineData("high + normal * bulk", 7)]
    [InlineData("(high + normal) * bulk", 9)]
    [InlineData("(high * 2 + normal + bulk) * 0.5", 3.5)]
    [InlineData("bulk - high - normal", 0)]
    [InlineData("bulk / normal / 2", 0.75)]
    [InlineData("-high + 2", 1)]
    [InlineData("max(high, min(normal, bulk)) + ceil(bulk / 2) + floor(0.9)", 4)]
    public void Value_OfTriggers_FollowsArithmetic(string text, double value) =>
        Assert.Equal(value, Formula.Of(text).Value(name => name switch { "high" => 1, "normal" => 2, "bulk" => 3, _ => throw new ArgumentException(name) }));

    [Theory]
    [InlineData("")]
    [InlineData("high +")]
    [InlineData("(high")]
    [InlineData("high normal")]
    [InlineData("high > 0 ? 1 : 0")]
    [InlineData("sum(high)")]
    public void Of_WhatIsNotKnown_Throws(string text) => Assert.Throws<FormatException>(() => Formula.Of(text));
}
