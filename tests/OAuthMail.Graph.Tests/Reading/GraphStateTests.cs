using OAuthMail.Graph.Reading;

namespace OAuthMail.Graph.Tests.Reading;

public class GraphStateTests
{
    [Fact]
    public void State_is_read_as_it_was_written()
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var state = new GraphState
        {
            Link = "https://graph/delta", Newest = time, Pending = time.AddHours(1), From = time.AddHours(-1), Sequence = 7,
        };
        state.AddDelivered("a");

        var read = GraphState.Read(state.Write())!;

        Assert.Equal((state.Link, state.Newest, state.Pending, state.From, state.Sequence),
            (read.Link, read.Newest, read.Pending, read.From, read.Sequence));
        Assert.True(read.IsDelivered("a"));
        Assert.False(read.IsDelivered("b"));
    }

    [Fact]
    public void Position_has_the_documented_length()
    {
        // Delta links of Graph have about 300 to 2,000 characters.
        var state = new GraphState { Link = "https://graph.microsoft.com/" + new string('x', 1_000), Newest = DateTimeOffset.UnixEpoch };
        for (var i = 0; i < 2 * GraphState.MaximumDelivered; i++) state.AddDelivered($"{i}");

        Assert.InRange(GraphWatch.PositionOf(state, null).ToString().Length, 4_000, 7_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("!.......")]
    [InlineData("!..... 7..")]
    [InlineData("....7.abc.")]
    [InlineData("!....7..")]
    public void Damaged_state_is_recognized(string text) => Assert.Null(GraphState.Read(text));
}
