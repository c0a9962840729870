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
}
