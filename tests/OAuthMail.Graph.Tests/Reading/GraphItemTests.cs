using System.Text.Json;
using OAuthMail.Graph.Reading;

namespace OAuthMail.Graph.Tests.Reading;

public class GraphItemTests
{
    [Theory]
    [InlineData("john smith@x")]
    [InlineData("/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=BOB")]
    [InlineData("<<>>\r\n")]
    [InlineData("@")]
    public void Address_that_is_not_valid_does_not_hide_the_message(string address)
    {
        var recipient = new { emailAddress = new { name = "Name", address } };
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(
            new { id = "1", subject = "Hello", from = recipient, toRecipients = new[] { recipient, recipient } }));

        var item = GraphItem.Read(json.RootElement);

        Assert.Equal(("1", "Hello"), (item!.Id, item.Envelope.Subject));
    }
}
