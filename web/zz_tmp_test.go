package web
import ("testing";"github.com/chromedp/chromedp")
func TestTmp(t *testing.T) {
	b := openTab(t, sampleServer(t))
	b.open(t, "/people/p-0001", 1280, 800)
	_ = chromedp.Do(b, chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('.cx-event')[3].open=true; document.querySelectorAll('.cx-event summary')[4].focus(); scrollTo(0,120)`))
	for range 2 { _ = chromedp.Do(b, chromedp.KeyEvent("\t")) }
	b.picture(t, "tmp-open", false)
	b.open(t, "/people/p-0001?show=major&from=zz", 320, 640)
	b.picture(t, "tmp-320", false)
	_ = chromedp.Do(b, chromedp.Evaluate[chromedp.Void](`document.querySelector('.cx-time').scrollIntoView()`))
	b.picture(t, "tmp-320b", false)
	b.open(t, "/search?q=smith", 320, 640)
	b.picture(t, "tmp-320c", false)
}
