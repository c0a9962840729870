using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace OAuthMail.AspNetCore.Html;

/// <summary>
/// Builds HTML. The literals of an interpolated string are written unchanged, and its values are encoded, so a page cannot contain a value
/// that is not encoded. Values are allowed in text and in quoted attributes.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new(4096);

    public HtmlWriter Write([InterpolatedStringHandlerArgument("")] ref HtmlText html)
    {
        _ = html;
        return this;
    }

    /// <summary>Returns the HTML that was written since the last call.</summary>
    public string Take()
    {
        var html = _html.ToString();
        _html.Clear();
        return html;
    }

    internal void AppendLiteral(string html) => _html.Append(html);

    internal void AppendValue(string value) => _html.Append(HtmlEncoder.Default.Encode(value));
}
