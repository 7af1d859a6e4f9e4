expected = ()
